import IAMPolicy

/// The calls that roles, users and groups have in common but for one word in their names.
/// - SeeAlso: IAM API Reference, `PutRolePolicy`, `PutUserPolicy`, `PutGroupPolicy`.
struct IAMEntityCalls {
    /// `Role`, `User` or `Group`.
    let word: String
    let name: String

    init(_ word: String, _ target: CorrectionTarget) {
        self.word = word
        self.name = target.resource.identity.name
    }

    private var subject: JSONObject { ["\(self.word)Name": .string(self.name)] }

    /// - Parameter parameters: those beside the name.
    func mutation(_ operation: String, _ parameters: JSONObject = JSONObject(), writes: [AspectWrite]) -> Mutation {
        Mutation(service: "iam", operation: operation, parameters: self.subject.adding(parameters), writes: writes)
    }

    // MARK: Policies and boundary

    /// The call for a policy or a boundary; `nil` for any other aspect.
    func permission(_ drift: AspectDrift) -> Mutation? {
        let member = JSONValue.string(drift.aspect.member ?? "")
        let writes = [AspectWrite(drift)]
        switch (drift.aspect.base, drift.desired) {
        case ("inlinePolicies", let document?):
            return self.mutation(
                "Put\(self.word)Policy", ["PolicyName": member, "PolicyDocument": .string(JSONWriter.compact(document))], writes: writes)
        case ("inlinePolicies", nil):
            return self.mutation("Delete\(self.word)Policy", ["PolicyName": member], writes: writes)
        case ("managedPolicies", let desired):
            return self.mutation("\(desired == nil ? "Detach" : "Attach")\(self.word)Policy", ["PolicyArn": member], writes: writes)
        case ("permissionsBoundary", let arn?):
            return self.mutation("Put\(self.word)PermissionsBoundary", ["PermissionsBoundary": arn], writes: writes)
        case ("permissionsBoundary", nil):
            return self.mutation("Delete\(self.word)PermissionsBoundary", writes: writes)
        default:
            return nil
        }
    }

    /// The document of a policy that is attached or limits, and of a group that somebody comes into.
    static func handsOut(by mutation: Mutation) -> [HandedOut] {
        let parameters = mutation.parameters
        let policies = ["PolicyArn", "PermissionsBoundary"].compactMap { parameters[$0]?.stringValue }
        switch mutation.operation {
        case "AttachRolePolicy", "AttachUserPolicy", "AttachGroupPolicy", "PutRolePermissionsBoundary", "PutUserPermissionsBoundary", "CreateRole",
            "CreateUser":
            return policies.map { HandedOut(.arn($0), ["document"]) }
        case GroupMembership.add:
            return parameters["GroupName"]?.stringValue.map { [HandedOut(.named(.group, $0), ["inlinePolicies", "managedPolicies"])] } ?? []
        default: return []
        }
    }

    // MARK: Drafts

    /// A draft for each drift that has a call of its own.
    func drafts(of drifts: [AspectDrift], _ call: (AspectDrift) -> Mutation?) -> [CorrectionDraft] {
        drifts.compactMap { drift in
            guard let mutation = call(drift) else { return nil }
            return CorrectionDraft(
                aspects: [drift.aspect], stage: Self.stage(of: drift), mutations: [mutation],
                reason: "\(mutation.operation) \(Self.purpose(of: drift)) \(drift.aspect)")
        }
    }

    func tagDrafts(of drifts: [AspectDrift]) -> [CorrectionDraft] {
        TagMutations().drafts(of: drifts.filter { $0.aspect.base == "tags" }) {
            self.mutation("\($0)\(self.word)", $1, writes: $2)
        }
    }

    private static func stage(of drift: AspectDrift) -> CorrectionStage {
        switch (drift.aspect.base, drift.kind) {
        case ("permissionsBoundary", .extra): .release
        case ("permissionsBoundary", _): .restrict
        case (_, .extra): .revoke
        case (_, _): .grant
        }
    }

    private static func purpose(of drift: AspectDrift) -> String {
        switch drift.kind {
        case .modified: "restores"
        case .missing: "puts back"
        case .extra: "removes"
        }
    }

    // MARK: Creation

    /// The call that creates it, then one for each declared member of `bases`.
    func creation(
        _ parameters: CreationParameters, members bases: [String], _ call: (AspectDrift) -> Mutation?
    ) -> CorrectionDraft {
        let create = self.mutation("Create\(self.word)", parameters.parameters, writes: parameters.writes)
        let followUps = bases.flatMap { parameters.target.members($0) }
            .map { AspectDrift(aspect: $0.0, kind: .missing, desired: $0.1, live: nil, differences: []) }
            .compactMap(call)
        return CorrectionDraft(
            aspects: [.existence], stage: .createPrincipal, mutations: [create] + followUps,
            reason: "creates \(self.word.lowercased()) \(self.name), which is declared and not there")
    }
}

/// What the call that creates a resource takes, and what it writes by that.
struct CreationParameters {
    let target: CorrectionTarget
    private(set) var parameters = JSONObject()
    private(set) var writes = [AspectWrite(.existence, value: true, preImage: nil)]

    init(_ target: CorrectionTarget) { self.target = target }

    /// A declared value under the name that the call has for it; nothing where none is declared.
    mutating func add(_ base: String, as parameter: String, _ form: (JSONValue) -> JSONValue = { $0 }) {
        guard case .some(.some(let value)) = self.target.desired.values[AspectName(base)] else { return }
        self.parameters[parameter] = form(value)
        self.writes.append(AspectWrite(AspectName(base), value: value, preImage: nil))
    }

    mutating func addTags() {
        let tags = self.target.members("tags")
        guard !tags.isEmpty else { return }
        self.parameters["Tags"] = TagMutations().list(tags.map { ($0.0.member ?? "", $0.1.stringValue ?? "") })
        self.writes += tags.map { AspectWrite($0.0, value: $0.1, preImage: nil) }
    }
}

extension CorrectionTarget {
    /// The declared members of a base, in a fixed order.
    func members(_ base: String) -> [(AspectName, JSONValue)] {
        self.desired.values
            .compactMap { aspect, value in value.flatMap { aspect.base == base ? (aspect, $0) : nil } }
            .sorted { $0.0 < $1.0 }
    }
}
