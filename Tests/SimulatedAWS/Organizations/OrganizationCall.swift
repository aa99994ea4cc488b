import IAMPolicy

/// One call to Organizations: who may make it, and what it names.
struct OrganizationCall {
    let call: ServiceCall

    init(_ call: ServiceCall) { self.call = call }

    /// - Parameter isManagement: whether only the management account may call this.
    func organization(in state: WorldState, isManagement: Bool = true) throws(ServiceFault) -> OrganizationState {
        let account = self.call.account
        guard let organization = state.organization, organization.accounts[account] != nil else {
            throw ServiceFault("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.")
        }
        if isManagement, organization.managementAccount != account {
            throw ServiceFault("AccessDeniedException", "You don't have permissions to access this resource.")
        }
        return organization
    }

    func policy(of organization: OrganizationState) throws(ServiceFault) -> OrganizationState.Policy {
        let id = self.call.text("PolicyId")
        if let policy = organization.policies[id] { return policy }
        throw ServiceFault("PolicyNotFoundException", "You specified a policy that doesn't exist.")
    }

    func target(of organization: OrganizationState) throws(ServiceFault) -> String {
        let id = self.call.text("TargetId")
        if id == organization.rootID || organization.units[id] != nil || organization.accounts[id] != nil { return id }
        throw ServiceFault("TargetNotFoundException", "You specified a target that doesn't exist.")
    }
}
