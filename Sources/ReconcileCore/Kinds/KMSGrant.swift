package import IAMPolicy

/// A grant on a KMS key as an aspect. It is told from others by what it grants: ids and names say nothing about that.
/// - SeeAlso: AWS KMS API Reference, `GrantListEntry` and `CreateGrant`.
package struct KMSGrant: Equatable, Sendable {
    /// Makes creating it twice harmless; grants nothing.
    package let name: String?
    /// An ARN, or the name of a service.
    package let grantee: String
    package let retiring: String?
    /// Sorted, each once.
    package let operations: [String]
    /// In lower camel case: `{"encryptionContextEquals": {…}}`; `nil` where there are none.
    package let constraints: JSONValue?

    package init(name: String?, grantee: String, retiring: String?, operations: [String], constraints: JSONValue?) {
        self.name = name
        self.grantee = grantee
        self.retiring = retiring
        self.operations = Set(operations).sorted()
        let given = (constraints?.objectValue?.sortedMembers ?? []).filter { $0.value != [:] && !$0.value.isNull }
        self.constraints = given.isEmpty ? nil : .object(JSONObject(given))
    }

    /// - Parameter entry: an element of the answer of `ListGrants`.
    /// - Returns: `nil` where it names nobody.
    package init?(entry: JSONValue) {
        guard let grantee = (entry["GranteePrincipal"] ?? entry["GranteeServicePrincipal"])?.stringValue else { return nil }
        let constraints = (entry["Constraints"]?.objectValue?.members ?? []).map {
            JSONObject.Member(name: $0.name.prefix(1).lowercased() + $0.name.dropFirst(), value: $0.value)
        }
        self.init(
            name: entry["Name"]?.stringValue, grantee: grantee,
            retiring: (entry["RetiringPrincipal"] ?? entry["RetiringServicePrincipal"])?.stringValue,
            operations: (entry["Operations"]?.arrayValue ?? []).compactMap(\.stringValue),
            constraints: .object(JSONObject(constraints)))
    }

    /// What `value` wrote.
    package init?(value: JSONValue) {
        guard let grantee = value["granteePrincipal"]?.stringValue else { return nil }
        self.init(
            name: value["name"]?.stringValue, grantee: grantee, retiring: value["retiringPrincipal"]?.stringValue,
            operations: (value["operations"]?.arrayValue ?? []).compactMap(\.stringValue), constraints: value["constraints"])
    }

    package var aspect: AspectName { AspectName("grants", self.member) }

    /// For people, and the same for all grants that grant the same.
    var member: String {
        let retiring = self.retiring.map { ", retired by \($0)" } ?? ""
        let constraints = self.constraints.map { ", where \(JSONWriter.canonical($0))" } ?? ""
        return "\(self.grantee): \(self.operations.joined(separator: " "))\(retiring)\(constraints)"
    }

    package var value: JSONValue {
        var object: JSONObject = ["granteePrincipal": .string(self.grantee), "operations": .array(self.operations.map(JSONValue.string))]
        if let retiring { object["retiringPrincipal"] = .string(retiring) }
        if let constraints { object["constraints"] = constraints }
        if let name { object["name"] = .string(name) }
        return .object(object)
    }

    /// As `CreateGrant` takes it, without the key.
    var parameters: JSONObject {
        var parameters: JSONObject = [
            Self.isService(self.grantee) ? "GranteeServicePrincipal" : "GranteePrincipal": .string(self.grantee),
            "Operations": .array(self.operations.map(JSONValue.string))
        ]
        if let name, !name.isEmpty { parameters["Name"] = .string(name) }
        if let retiring { parameters[Self.isService(retiring) ? "RetiringServicePrincipal" : "RetiringPrincipal"] = .string(retiring) }
        if let members = self.constraints?.objectValue?.members {
            parameters["Constraints"] = .object(
                JSONObject(members.map { .init(name: $0.name.prefix(1).uppercased() + $0.name.dropFirst(), value: $0.value) }))
        }
        return parameters
    }

    /// A key policy that allows the same.
    var document: JSONValue {
        var statement: JSONObject = [
            "Effect": "Allow", "Principal": [Self.isService(self.grantee) ? "Service" : "AWS": .string(self.grantee)],
            "Action": .array(self.operations.map { .string("kms:\($0)") }), "Resource": "*"
        ]
        let context = ["encryptionContextEquals", "encryptionContextSubset"].flatMap { self.constraints?[$0]?.objectValue?.members ?? [] }
        if !context.isEmpty {
            let keys = context.map { JSONObject.Member(name: "kms:EncryptionContext:\($0.name)", value: $0.value) }
            statement["Condition"] = ["StringEquals": .object(JSONObject(keys))]
        }
        return ["Version": "2012-10-17", "Statement": [.object(statement)]]
    }

    /// `LiveResource.facts`: by member, the ids of the grants that grant just this.
    package static let idsFact = "grantIDs"

    private static func isService(_ principal: String) -> Bool { !principal.hasPrefix("arn:") && principal.contains(".amazonaws.com") }
}
