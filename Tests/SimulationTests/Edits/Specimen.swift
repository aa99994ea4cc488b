import IAMPolicy
import ReconcileCore
import ReconcileTestKit

/// One resource that a row changes: made as its spec says, by calls.
struct Specimen {
    let row: EditRow
    let name: String
    /// Nobody declares it: what is done to it is left alone.
    let isWild: Bool
    /// What is declared, with all placeholders filled in.
    private(set) var spec: JSONObject
    /// What placeholders stand for: `name`, `handle` (what calls name it by), and what AWS made the name of.
    private(set) var facts: [String: String]

    /// What is made by calls: the same but where the row says otherwise.
    private(set) var made: JSONObject

    var kind: ResourceKind { self.row.kind }
    var identity: ResourceIdentity { Fixtures.identity(self.kind, self.name) }
    var desired: DesiredResource {
        Fixtures.resource(self.kind, self.name, self.spec, settings: ReconcileSettings(ownership: self.row.ownership))
    }

    /// - Parameters:
    ///   - number: of all specimens, for what may hold no name.
    ///   - shelf: facts that all specimens share.
    init(_ row: EditRow, _ suffix: String, number: Int, shelf: [String: String]) {
        self.row = row
        self.name = "\(row.slug)-\(suffix)"
        self.isWild = suffix == "wild"
        let digits = String(1_000_000 + number)
        self.facts = shelf
        self.facts["name"] = self.name
        self.facts["handle"] = self.name
        self.facts["unit"] = "ou-sim1-a\(digits)"
        self.facts["second"] = "ou-sim1-b\(digits)"
        (self.spec, self.made) = (JSONObject(), JSONObject())
        let declared = row.declares.members.reduce(into: Self.defaults(row.kind)) { $0[$1.name] = $1.value }
        self.spec = self.filled(declared)
        self.made = self.filled(row.made.members.reduce(into: declared) { $0[$1.name] = $1.value })
    }

    // MARK: Placeholders

    func filled(_ text: String) -> String {
        guard text.contains("{") else { return text }
        return self.facts.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
    }

    private func filled(_ object: JSONObject) -> JSONObject {
        JSONObject(object.members.map { .init(name: self.filled($0.name), value: self.filled($0.value)) })
    }

    private func filled(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): .string(self.filled(text))
        case .array(let elements): .array(elements.map { self.filled($0) })
        case .object(let object): .object(self.filled(object))
        case .null, .bool, .number: value
        }
    }

    // MARK: Calls

    mutating func declare(_ key: String, _ value: JSONValue?) { self.spec[key] = value }

    /// Makes the change.
    mutating func edit(_ lab: Lab) throws {
        for step in self.row.steps { try self.carryOut(step, lab) }
    }

    mutating func carryOut(_ step: EditStep, _ lab: Lab) throws {
        guard case .made(let service, let operation, let input, let keeping) = step else { return try self.remove(lab) }
        let own = Self.subject(self.kind)
        var filled = self.filled(input)
        if service == nil { filled[own.parameter] = .string(self.facts["handle"] ?? self.name) }
        let output = try lab.edit(service ?? own.service, operation, filled)
        for (fact, path) in keeping {
            let found = path.reduce(Optional(JSONValue.object(output))) { $0?[$1] }
            self.facts[fact] = try (found?.stringValue).orThrow("\(operation): \(path)")
        }
    }

    private func remove(_ lab: Lab) throws {
        switch self.kind {
        case .bucket: lab.world.remove(.bucket(self.name), account: Lab.account, region: Lab.region)
        case .securityGroup: lab.world.remove(.securityGroup(self.facts["handle"] ?? ""), account: Lab.account, region: Lab.region)
        case .neptuneCluster: lab.world.remove(.cluster(self.name), account: Lab.account, region: Lab.region)
        default: throw Missing(what: "a way to take away \(self.identity) without a call")
        }
    }

    /// The service of a kind, and the parameter by which calls name such a resource.
    private static func subject(_ kind: ResourceKind) -> (service: String, parameter: String) {
        switch kind {
        case .role: ("iam", "RoleName")
        case .user: ("iam", "UserName")
        case .group: ("iam", "GroupName")
        case .managedPolicy: ("iam", "PolicyArn")
        case .kmsKey: ("kms", "KeyId")
        case .bucket: ("s3", "Bucket")
        case .securityGroup: ("ec2", "GroupId")
        case .neptuneCluster: ("rds", "DBClusterIdentifier")
        default: ("organizations", "PolicyId")
        }
    }

    /// `RESOURCE ASPECT`, as drifts are told apart.
    func place(of finding: EditFinding) -> String { "\(self.identity) \(self.filled(finding.aspect))" }
}
