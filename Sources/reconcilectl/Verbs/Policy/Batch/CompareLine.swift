import IAMPolicy

/// `policy compare` for one line.
struct CompareLine: LineJudge {
    static let form = #""old" and "new""#

    /// For lines that do not say.
    let defaultType: PolicyType?

    /// `{"verdict", "witness"?, "reason"?}`.
    func judge(_ line: LineMembers) throws(LineFault) -> JSONValue {
        for name in ["old", "new"] { _ = try line.required(name) }
        let type = try line.type() ?? self.defaultType
        let (old, new) = (try line.document("old").document, try line.document("new").document)
        return Self.json(
            AccessComparison.compare(old: [old], new: [new], type: type ?? PolicyTypeOption.inferred(from: [old, new])))
    }

    /// Beside the witness's own members `"needsIdentityPolicy": true` and `"needsResourcePolicy": true`, where it takes such a policy too.
    private static func json(of witness: AccessWitness) -> JSONValue {
        var object = witness.jsonValue.objectValue ?? JSONObject()
        if witness.needsIdentityPolicy { object["needsIdentityPolicy"] = true }
        if witness.needsResourcePolicy { object["needsResourcePolicy"] = true }
        return .object(object)
    }

    static func json(_ verdict: AccessComparison.Verdict) -> JSONValue {
        switch verdict {
        case .noNewAccess: ["verdict": "noNewAccess"]
        case .newAccess(let witness): ["verdict": "newAccess", "witness": Self.json(of: witness)]
        case .undetermined(let reason): ["verdict": "undetermined", "reason": .string(reason)]
        }
    }
}
