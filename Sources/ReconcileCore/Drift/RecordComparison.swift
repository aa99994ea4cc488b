import IAMPolicy

/// Compares values of several parts by what the declared one says: a part that it leaves out may be anything, one that
/// it declares as `null` must not be there.
enum RecordComparison {
    static func compare(desired: JSONValue, live: JSONValue) -> AspectComparator.Answer {
        guard let wanted = desired.objectValue, live.objectValue != nil else {
            return .different([Difference(path: "", desired: desired, live: live)])
        }
        let differences = wanted.members.compactMap { member -> Difference? in
            let found = live[member.name] ?? .null
            guard member.value != found else { return nil }
            return Difference(
                path: member.name, desired: member.value.isNull ? nil : member.value, live: found.isNull ? nil : found)
        }
        return differences.isEmpty ? .equal(spelledDifferently: false) : .different(differences)
    }
}
