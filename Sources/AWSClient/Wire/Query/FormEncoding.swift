/// Pairs as an HTML form sends them.
enum FormEncoding {
    /// A blank as `+`, as forms have it and AWS's SDKs send it; a server that writes the form anew to check the
    /// signature then comes to the same bytes.
    static func body(_ pairs: [(name: String, value: String)]) -> [UInt8] {
        Array(pairs.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&").utf8)
    }

    private static func encoded(_ text: String) -> String { PercentEncoding.encode(text).replacing("%20", with: "+") }
}
