/// The rules of each policy type that AWS enforces when a document is written.
///
/// Source: IAM User Guide, "Grammar of the IAM JSON policy language" and
/// "Access Analyzer policy check reference"; KMS API Reference, "PutKeyPolicy".
enum PolicyGrammar {
    static func faults(of document: PolicyDocument, type: PolicyType) -> [PolicyFault] {
        var faults: [PolicyFault] = []
        if let version = document.version, !PolicyDocument.knownVersions.contains(version) {
            faults.append(
                PolicyFault(
                    path: JSONPath.root.appending("Version"), message: "Version is \"2012-10-17\" or \"2008-10-17\"",
                    code: .invalidVersion))
        }
        let statements = JSONPath.root.appending("Statement")
        if document.statements.isEmpty {
            faults.append(PolicyFault(path: statements, message: "there is no statement", code: .emptyStatements))
        }
        var sids: Set<String> = []
        for (index, statement) in document.statements.enumerated() {
            let rules = StatementGrammar(statement: statement, type: type, path: statements.appending(index))
            faults += rules.faults
            guard type.isStoredByIAM, let sid = statement.sid, !sid.isEmpty, !sids.insert(sid).inserted else { continue }
            faults.append(
                PolicyFault(
                    path: statements.appending(index).appending("Sid"), message: "two statements have the Sid \"\(sid)\"",
                    code: .duplicateSid))
        }
        return faults
    }
}

/// The rules for one statement.
struct StatementGrammar {
    let statement: PolicyStatement
    let type: PolicyType
    /// `Statement[n]`, also where the document has a single statement without an array.
    let path: JSONPath

    var faults: [PolicyFault] {
        self.sidFaults + self.principalFaults + self.actionFaults + self.resourceFaults + self.conditionFaults + self.characterFaults
    }

    private func fault(_ element: String?, _ message: String, _ code: PolicyFault.Code) -> PolicyFault {
        PolicyFault(path: element.map { self.path.appending($0) } ?? self.path, message: message, code: code)
    }

    /// IAM takes letters and digits only; other services are freer.
    private var sidFaults: [PolicyFault] {
        guard self.type.isStoredByIAM, let sid = self.statement.sid else { return [] }
        let isLegal = sid.utf8.allSatisfy { JSONParser.isWordByte($0) && $0 != UInt8(ascii: "_") }
        return isLegal ? [] : [self.fault("Sid", "an IAM Sid has letters and digits only", .invalidSid)]
    }

    private var principalFaults: [PolicyFault] {
        let (named, excluded) = (self.statement.principal, self.statement.notPrincipal)
        if !self.type.namesPrincipals {
            let elements = [named == nil ? nil : "Principal", excluded == nil ? nil : "NotPrincipal"].compactMap { $0 }
            return elements.map { self.fault($0, "a policy of type \(self.type.rawValue) names no principals", .unexpectedPrincipal) }
        }
        if named != nil && excluded != nil {
            return [self.fault("NotPrincipal", "Principal and NotPrincipal exclude each other", .conflictingElements)]
        }
        if let named { return self.faults(of: named, in: "Principal") }
        if let excluded { return self.faults(of: excluded, in: "NotPrincipal") }
        return [self.fault(nil, "Principal is missing", .missingPrincipal)]
    }

    private func faults(of principals: PrincipalSet, in element: String) -> [PolicyFault] {
        switch principals {
        case .text("*"): return []
        case .text: return [self.fault(element, "a principal without a type is \"*\"; write {\"AWS\": …}", .invalidPrincipal)]
        case .groups(let groups):
            if groups.allSatisfy(\.values.isEmpty) { return [self.fault(element, "no principal is named", .emptyElement)] }
            let types = ["AWS", "Service", "Federated", "CanonicalUser"]
            return groups.filter { !types.contains($0.type) }.map { group in
                let place = self.path.appending(element).appending(group.type)
                let message = "a principal's type is AWS, Service, Federated or CanonicalUser"
                return PolicyFault(path: place, message: message, code: .invalidPrincipal)
            }
        }
    }

    private var actionFaults: [PolicyFault] {
        if self.statement.action != nil && self.statement.notAction != nil {
            return [self.fault("NotAction", "Action and NotAction exclude each other", .conflictingElements)]
        }
        let element = self.statement.action == nil ? "NotAction" : "Action"
        guard let actions = self.statement.action ?? self.statement.notAction else {
            // KMS stores such a statement; it has no effect.
            return self.type == .key ? [] : [self.fault(nil, "Action is missing", .missingAction)]
        }
        if actions.isEmpty { return self.type == .key ? [] : [self.fault(element, "no action is named", .emptyElement)] }
        return actions.enumerated().filter { ActionForm.fault(of: $0.element) != nil }.map { index, _ in
            let place = self.path.appending(element).appending(index)
            return PolicyFault(path: place, message: "an action is \"*\" or has the form service:Name", code: .invalidAction)
        }
    }

    private var resourceFaults: [PolicyFault] {
        let (named, excluded) = (self.statement.resource, self.statement.notResource)
        if self.type == .trust {
            let elements = [named == nil ? nil : "Resource", excluded == nil ? nil : "NotResource"].compactMap { $0 }
            return elements.map { self.fault($0, "a trust policy has no resources: it is about its own role", .unexpectedResource) }
        }
        if named != nil && excluded != nil {
            return [self.fault("NotResource", "Resource and NotResource exclude each other", .conflictingElements)]
        }
        guard let resources = named ?? excluded else {
            return self.needsResource ? [self.fault(nil, "Resource is missing", .missingResource)] : []
        }
        let element = named == nil ? "NotResource" : "Resource"
        if resources.isEmpty { return self.type == .key ? [] : [self.fault(element, "no resource is named", .emptyElement)] }
        guard self.type.isStoredByIAM else { return [] }
        return resources.enumerated().filter { !Self.isResource($0.element) }.map { index, _ in
            let place = self.path.appending(element).appending(index)
            return PolicyFault(path: place, message: "a resource is \"*\" or an ARN", code: .invalidResource)
        }
    }

    /// Some services' resource policies leave the resource out; S3 refuses that.
    private var needsResource: Bool {
        switch self.type {
        case .identity, .boundary, .session, .scp, .rcp: true
        case .resource: (self.statement.action ?? []).contains { $0.lowercased().hasPrefix("s3:") }
        case .trust, .key, .endpoint: false
        }
    }

    private static func isResource(_ text: String) -> Bool {
        text.hasPrefix("arn:") || text.hasPrefix("*") || text.hasPrefix("?") || text.hasPrefix("$")
    }

    private var conditionFaults: [PolicyFault] {
        self.statement.condition.filter { ConditionOperator.canonicalName(of: $0.operatorName) == nil }.map { block in
            let place = self.path.appending("Condition").appending(block.operatorName)
            return PolicyFault(path: place, message: "there is no condition operator of this name", code: .invalidOperator)
        }
    }

    /// Source: IAM API Reference, parameter PolicyDocument, pattern: tab, line feed, carriage return, U+0020 to U+00FF.
    private var characterFaults: [PolicyFault] {
        guard self.type.isStoredByIAM else { return [] }
        let lists = [
            ("Action", self.statement.action), ("NotAction", self.statement.notAction), ("Resource", self.statement.resource),
            ("NotResource", self.statement.notResource), ("Condition", self.statement.condition.flatMap { $0.entries.flatMap(\.values) })
        ]
        return lists.filter { !($0.1 ?? []).allSatisfy(Self.hasLegalCharacters) }.map { element, _ in
            self.fault(element, "a character beyond U+00FF stands here; IAM takes Latin-1 only", .invalidCharacter)
        }
    }

    private static func hasLegalCharacters(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.value <= 0xFF && ($0.value >= 0x20 || [0x09, 0x0A, 0x0D].contains($0.value)) }
    }
}
