import IAMPolicy

/// The tree of an organization, and which policies are where.
enum OrganizationReads {
    static let operations: [String: Operation] = [
        "DescribeOrganization": { call, state in
            let organization = try OrganizationCall(call).organization(in: state, isManagement: false)
            let management = organization.managementAccount
            return [
                "Organization": [
                    "Id": .string(organization.id), "FeatureSet": "ALL", "MasterAccountId": .string(management),
                    "Arn": .string("arn:aws:organizations::\(management):organization/\(organization.id)"),
                    "MasterAccountArn": .string("arn:aws:organizations::\(management):account/\(organization.id)/\(management)"),
                    "AvailablePolicyTypes": [["Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"]]
                ]
            ]
        },
        "ListRoots": { call, state in
            let organization = try OrganizationCall(call).organization(in: state)
            let types: JSONValue = [["Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"]]
            return [
                "Roots": [
                    [
                        "Id": .string(organization.rootID), "Name": "Root", "Arn": .string(organization.arn("root", organization.rootID)),
                        "PolicyTypes": types
                    ]
                ]
            ]
        },
        "ListAccounts": { call, state in
            let organization = try OrganizationCall(call).organization(in: state)
            return ["Accounts": .array(organization.accounts.keys.map { organization.account($0) })]
        },
        "ListAccountsForParent": { call, state in
            let organization = try OrganizationCall(call).organization(in: state)
            let found = organization.accounts.filter { $0.value == call.text("ParentId") }.map { organization.account($0.key) }
            return ["Accounts": .array(found)]
        },
        "ListOrganizationalUnitsForParent": { call, state in
            let organization = try OrganizationCall(call).organization(in: state)
            let found = organization.units.values.filter { $0.parent == call.text("ParentId") }
            return [
                "OrganizationalUnits": .array(
                    found.map { ["Id": .string($0.id), "Arn": .string(organization.arn("ou", $0.id)), "Name": .string($0.name)] })
            ]
        },
        "ListChildren": { call, state in
            let organization = try OrganizationCall(call).organization(in: state)
            let parent = call.text("ParentId")
            let isAccounts = call.text("ChildType") == "ACCOUNT"
            let ids =
                isAccounts
                ? organization.accounts.filter { $0.value == parent }.map(\.key) : organization.units.values.filter { $0.parent == parent }.map(\.id)
            return ["Children": .array(ids.map { ["Id": .string($0), "Type": .string(call.text("ChildType"))] })]
        },
        "ListParents": { call, state in
            let organization = try OrganizationCall(call).organization(in: state)
            let child = call.text("ChildId")
            guard let parent = organization.accounts[child] ?? organization.units[child]?.parent else {
                throw ServiceFault("ChildNotFoundException", "You specified a child that doesn't exist.")
            }
            return ["Parents": [["Id": .string(parent), "Type": parent == organization.rootID ? "ROOT" : "ORGANIZATIONAL_UNIT"]]]
        },
        "ListPolicies": { call, state in
            let organization = try OrganizationCall(call).organization(in: state)
            return ["Policies": .array(organization.policies.values.map { organization.summary($0) })]
        },
        "DescribePolicy": { call, state in
            let organization = try OrganizationCall(call).organization(in: state)
            return ["Policy": organization.value(try OrganizationCall(call).policy(of: organization))]
        },
        "ListTargetsForPolicy": { call, state in
            let organization = try OrganizationCall(call).organization(in: state)
            let policy = try OrganizationCall(call).policy(of: organization)
            let targets = organization.attachments.filter { $0.value.contains(policy.id) }.keys
            return ["Targets": .array(targets.map { organization.target($0) })]
        },
        "ListPoliciesForTarget": { call, state in
            let organization = try OrganizationCall(call).organization(in: state)
            let target = try OrganizationCall(call).target(of: organization)
            let ids = organization.attachments[target] ?? []
            return ["Policies": .array(ids.compactMap { organization.policies[$0] }.map { organization.summary($0) })]
        }
    ]
}

extension OrganizationState {
    func arn(_ kind: String, _ id: String) -> String { "arn:aws:organizations::\(self.managementAccount):\(kind)/\(self.id)/\(id)" }

    func account(_ id: String) -> JSONValue {
        ["Id": .string(id), "Arn": .string(self.arn("account", id)), "Name": .string("account-\(id)"), "Status": "ACTIVE", "JoinedMethod": "CREATED"]
    }

    func target(_ id: String) -> JSONValue {
        if let unit = self.units[id] {
            return ["TargetId": .string(id), "Arn": .string(self.arn("ou", id)), "Name": .string(unit.name), "Type": "ORGANIZATIONAL_UNIT"]
        }
        if id == self.rootID { return ["TargetId": .string(id), "Arn": .string(self.arn("root", id)), "Name": "Root", "Type": "ROOT"] }
        return ["TargetId": .string(id), "Arn": .string(self.arn("account", id)), "Name": .string("account-\(id)"), "Type": "ACCOUNT"]
    }

    func summary(_ policy: Policy) -> JSONValue {
        let arn =
            policy.isAWSManaged
            ? "arn:aws:organizations::aws:policy/service_control_policy/\(policy.id)" : self.arn("policy", "service_control_policy/\(policy.id)")
        return [
            "Id": .string(policy.id), "Arn": .string(arn), "Name": .string(policy.name), "Description": .string(policy.description),
            "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": .bool(policy.isAWSManaged)
        ]
    }

    func value(_ policy: Policy) -> JSONValue { ["PolicySummary": self.summary(policy), "Content": .string(policy.content)] }
}
