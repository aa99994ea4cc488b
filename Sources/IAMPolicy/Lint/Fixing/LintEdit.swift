/// A change to the text of a policy.
enum LintEdit: Hashable, Sendable {
    /// Writes a string in place of the value.
    case replace(JSONPath, String)
    /// Gives the member another name.
    case rename(JSONPath, String)
    /// Takes the member or the element out, with its comma.
    case remove(JSONPath)
    /// Writes a member with a string in front of the others of an object.
    case insertFirst(JSONPath, name: String, value: String)
    /// Takes these UTF-8 bytes out.
    case blank(Range<Int>)
}
