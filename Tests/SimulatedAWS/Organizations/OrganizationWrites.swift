import IAMPolicy

/// Service control policies.
enum OrganizationWrites {
    static let operations: [String: Operation] = [
        "CreatePolicy": { call, state in try Self.create(call, &state) },
        "UpdatePolicy": { call, state in try Self.update(call, &state) },
        "DeletePolicy": { call, state in
            var organization = try OrganizationCall(call).organization(in: state)
            let policy = try Self.own(call, organization)
            if organization.attachments.values.contains(where: { $0.contains(policy.id) }) {
                throw ServiceFault("PolicyInUseException", "The policy is attached to one or more entities.")
            }
            organization.policies[policy.id] = nil
            state.organization = organization
            return [:]
        },
        "AttachPolicy": { call, state in
            var organization = try OrganizationCall(call).organization(in: state)
            let policy = try OrganizationCall(call).policy(of: organization)
            let target = try OrganizationCall(call).target(of: organization)
            guard organization.attachments[target, default: []].insert(policy.id).inserted else {
                throw ServiceFault("DuplicatePolicyAttachmentException", "The selected policy is already attached to the specified target.")
            }
            if organization.attachments[target, default: []].count > 5 {
                throw ServiceFault("ConstraintViolationException", "You have exceeded the number of policies that can be attached to a target.")
            }
            state.organization = organization
            return [:]
        },
        "DetachPolicy": { call, state in
            var organization = try OrganizationCall(call).organization(in: state)
            let policy = try OrganizationCall(call).policy(of: organization)
            let target = try OrganizationCall(call).target(of: organization)
            guard organization.attachments[target]?.remove(policy.id) != nil else {
                throw ServiceFault("PolicyNotAttachedException", "The policy isn't attached to the specified target.")
            }
            if organization.attachments[target]?.isEmpty == true {
                throw ServiceFault("ConstraintViolationException", "You cannot remove the last policy attached to the specified target.")
            }
            state.organization = organization
            return [:]
        }
    ]

    private static func checked(_ content: String) throws(ServiceFault) {
        if content.unicodeScalars.count > 5_120 {
            throw ServiceFault("ConstraintViolationException", "You have exceeded the maximum policy size.")
        }
        if DocumentCheck.fault(content, as: .scp) != nil {
            throw ServiceFault(
                "MalformedPolicyDocumentException", "The provided policy document does not meet the requirements of the specified policy type.")
        }
    }

    private static func own(_ call: ServiceCall, _ organization: OrganizationState) throws(ServiceFault) -> OrganizationState.Policy {
        let policy = try OrganizationCall(call).policy(of: organization)
        if policy.isAWSManaged { throw ServiceFault("PolicyChangesNotAllowedException", "AWS managed policies cannot be changed.") }
        return policy
    }

    private static func create(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var organization = try OrganizationCall(call).organization(in: state)
        let content = call.text("Content")
        try Self.checked(content)
        if organization.policies.values.contains(where: { $0.name == call.text("Name") }) {
            throw ServiceFault("DuplicatePolicyException", "A policy with the same name already exists.")
        }
        let policy = OrganizationState.Policy(
            id: state.newHexID("p-"), name: call.text("Name"), description: call.text("Description"), content: content, isAWSManaged: false)
        organization.policies[policy.id] = policy
        state.organization = organization
        return ["Policy": organization.value(policy)]
    }

    private static func update(_ call: ServiceCall, _ state: inout WorldState) throws(ServiceFault) -> JSONObject {
        var organization = try OrganizationCall(call).organization(in: state)
        var policy = try Self.own(call, organization)
        if let content = call.optionalText("Content") {
            try Self.checked(content)
            policy.content = content
        }
        policy.name = call.optionalText("Name") ?? policy.name
        policy.description = call.optionalText("Description") ?? policy.description
        organization.policies[policy.id] = policy
        state.organization = organization
        return ["Policy": organization.value(policy)]
    }
}
