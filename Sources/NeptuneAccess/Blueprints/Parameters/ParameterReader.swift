import IAMPolicy
import ReconcileCore

/// Reads the parameters of one blueprint; every fault names its place below `spec`.
///
/// Shapes are checked where manifests are read; a spec that comes another way is checked here all the same.
struct ParameterReader {
    let blueprint: DesiredResource
    let surroundings: BlueprintSurroundings

    init(_ blueprint: DesiredResource, _ surroundings: BlueprintSurroundings) {
        self.blueprint = blueprint
        self.surroundings = surroundings
    }

    var account: AccountSettings { self.surroundings.account }
    var name: String { self.blueprint.identity.name }

    // MARK: Single values

    /// - Returns: `nil` where it is absent or `null`.
    func text(_ name: String, _ rule: StringRule) throws(BlueprintFault) -> String? {
        guard let value = self.blueprint.spec[name], !value.isNull else { return nil }
        return try Self.checked(value, rule, path: name)
    }

    func required(_ name: String, _ rule: StringRule) throws(BlueprintFault) -> String {
        guard let text = try self.text(name, rule) else { throw BlueprintFault(path: name, message: "is missing") }
        return text
    }

    func flag(_ name: String, default isOn: Bool) throws(BlueprintFault) -> Bool {
        guard let value = self.blueprint.spec[name], !value.isNull else { return isOn }
        guard let flag = value.boolValue else { throw BlueprintFault(path: name, message: "must be true or false") }
        return flag
    }

    func texts(_ name: String, _ rule: StringRule) throws(BlueprintFault) -> [String] {
        guard let value = self.blueprint.spec[name], !value.isNull else { return [] }
        guard let elements = value.arrayValue else { throw BlueprintFault(path: name, message: "must be a list") }
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            let text = try Self.checked(element, rule, path: "\(name)[\(index)]")
            if !texts.contains(text) { texts.append(text) }
        }
        return texts
    }

    static func checked(_ value: JSONValue, _ rule: StringRule, path: String) throws(BlueprintFault) -> String {
        guard let text = value.stringValue else {
            throw BlueprintFault(path: path, message: "must be \(rule.name), found \(value.kindDescription)")
        }
        if let fault = rule.fault(text) {
            throw BlueprintFault(path: path, message: "must be \(rule.name): `\(Self.shortened(text))` \(fault)")
        }
        return text
    }

    private static func shortened(_ text: String) -> String { text.count > 120 ? "\(text.prefix(117))…" : text }

    // MARK: Where and how named

    /// The region of its regional members.
    func region() throws(BlueprintFault) -> String { try self.text("region", .region) ?? self.account.region }

    /// A name that AWS shall give; made of the blueprint's own where none is said.
    func name(_ parameter: String, _ rule: StringRule, default proposal: String) throws(BlueprintFault) -> String {
        if let text = try self.text(parameter, rule) { return text }
        if let fault = rule.fault(proposal) {
            throw BlueprintFault(
                path: parameter, message: "would be `\(proposal)` by default, which \(fault): it has to be given",
                suggestion: "\(parameter): NAME")
        }
        return proposal
    }

    /// An ARN of another account or partition has no place among what is kept here.
    func checkOwn(_ arn: ARN, path: String) throws(BlueprintFault) {
        guard arn.partition == self.account.partition else {
            throw BlueprintFault(
                path: path, message: "is of the partition \(arn.partition), the account of \(self.account.partition)")
        }
        guard arn.account == self.account.accountID else {
            throw BlueprintFault(
                path: path, message: "is of account \(arn.account), not of \(self.account.accountID), which is looked after here")
        }
    }

    // MARK: What is declared beside it

    /// A declared resource of the account that fits; those of a region in that region only.
    func declared(_ kind: ResourceKind, region: String?, where fits: (DesiredResource) -> Bool) -> DesiredResource? {
        self.surroundings.desired.first {
            $0.identity.kind == kind && $0.identity.account == self.account.name && $0.identity.region == region && fits($0)
        }
    }

    func identity(_ kind: ResourceKind, region: String?, _ name: String) -> ResourceIdentity {
        ResourceIdentity(account: self.account.name, region: region, kind: kind, name: name)
    }
}
