import IAMPolicy

/// `policy equal` for one line.
struct EqualLine: LineJudge {
    static let form = #""left" and "right""#

    /// For lines that do not say.
    let defaultType: PolicyType?

    /// `{"equal"}`.
    func judge(_ line: LineMembers) throws(LineFault) -> JSONValue {
        for name in ["left", "right"] { _ = try line.required(name) }
        let type = try line.type() ?? self.defaultType
        do {
            let (left, right) = (try line.document("left"), try line.document("right"))
            return ["equal": .bool(PolicyEquivalence.compare(desired: left.json, live: right.json, type: type ?? .identity).isEqual)]
        } catch {
            // What is no policy on either side is still the same where it is the same JSON.
            guard let left = try? line.json("left"), let right = try? line.json("right"), left == right else { throw error }
            return ["equal": true]
        }
    }
}
