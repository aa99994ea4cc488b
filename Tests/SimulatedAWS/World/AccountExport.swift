import IAMPolicy

/// An account as one JSON value.
struct AccountExport {
    let state: WorldState
    let account: String
    let includesIDs: Bool

    var value: JSONValue {
        let account = self.state.accounts[self.account] ?? AccountState()
        return [
            "iam": self.iam(account.iam), "kms": self.regions(account.keys, self.kms), "ec2": self.regions(account.networks, self.groups),
            "neptune": self.regions(account.clusters, self.clusters), "s3": self.buckets, "organization": self.organization,
            "network": self.regions(account.surroundings, self.network), "graphs": self.regions(account.graphs, self.graphs),
            "notebooks": self.regions(account.notebooks, self.notebooks)
        ]
    }

    // MARK: IAM

    private func iam(_ iam: IAMState) -> JSONValue {
        var object = JSONObject()
        for kind in IAMEntity.Kind.allCases {
            object["\(kind.rawValue.lowercased())s"] = Self.map(iam[kind].values.map { ($0.name, self.entity($0)) })
        }
        object["policies"] = Self.map(iam.policies.values.map { ($0.arn, self.policy($0)) })
        return .object(object)
    }

    private func entity(_ entity: IAMEntity) -> JSONValue {
        var object = JSONObject.present([
            "path": .string(entity.path), "trust": entity.trust.map { $0.value(in: self.state) }, "boundary": entity.boundary.map { .string($0) },
            "description": entity.description.map { .string($0) }, "attached": .array(entity.attached.sorted().map { .string($0) }),
            "inline": Self.map(entity.inline.map { ($0.key, $0.value.value(in: self.state)) }), "tags": entity.tags.exported,
            "members": .array(entity.members.sorted().map { .string($0) }),
            "accessKeys": Self.map(entity.accessKeys.map { ($0.id, .bool($0.isActive)) })
        ])
        if entity.kind == .role { object["maxSessionDuration"] = JSONValue(entity.maxSessionDuration) }
        if self.includesIDs { object["id"] = .string(entity.id) }
        return .object(object)
    }

    private func policy(_ policy: IAMManagedPolicy) -> JSONValue {
        var object = JSONObject.present([
            "document": policy.versions.first { $0.id == policy.defaultID }?.document.value(in: self.state),
            "description": policy.description.map { .string($0) }, "tags": policy.tags.exported
        ])
        if self.includesIDs {
            object["id"] = .string(policy.id)
            object["versions"] = Self.map(policy.versions.map { ($0.id, $0.document.value(in: self.state)) })
        }
        return .object(object)
    }

    // MARK: Regional

    private func regions<State>(_ regions: [String: State], _ value: (State) -> JSONValue) -> JSONValue {
        Self.map(regions.map { ($0.key, value($0.value)) })
    }

    private func kms(_ kms: KMSState) -> JSONValue {
        [
            "keys": Self.map(kms.keys.values.map { ($0.id, self.key($0)) }),
            "aliases": Self.map(kms.aliases.map { ($0.key, .string($0.value.keyID)) })
        ]
    }

    private func key(_ key: SimulatedKey) -> JSONValue {
        let grants = key.grants.map { grant -> JSONValue in
            .object(
                .present([
                    "grantee": .string(grant.grantee), "name": grant.name.map { .string($0) },
                    "operations": .array(grant.operations.sorted().map { .string($0) }), "constraints": grant.constraints
                ]))
        }
        return [
            "state": .string(key.condition.name), "policy": key.policy.value(in: self.state), "rotation": .bool(key.isRotated),
            "rotationDays": JSONValue(key.rotationDays),
            "description": .string(key.description), "tags": key.tags.exported,
            "grants": .array(grants.sorted { JSONWriter.canonical($0) < JSONWriter.canonical($1) })
        ]
    }

    private func groups(_ network: SecurityGroupState) -> JSONValue {
        Self.map(
            network.groups.values.map { group in
                let rules = group.rules.map {
                    "\($0.ports.ipProtocol) \($0.ports.from ?? -1)-\($0.ports.to ?? -1) \($0.source) \($0.description ?? "")"
                }
                return (group.id, ["name": .string(group.name), "rules": .array(rules.sorted().map { .string($0) }), "tags": group.tags.exported])
            })
    }

    private func clusters(_ neptune: NeptuneState) -> JSONValue {
        Self.map(
            neptune.clusters.values.map { cluster in
                let roles = cluster.roles.map { "\($0.roleARN) \($0.feature ?? "")" }.sorted().map { JSONValue.string($0) }
                return (
                    cluster.identifier,
                    [
                        "iamAuthentication": .bool(cluster.hasIAMAuthentication), "roles": .array(roles),
                        "deletionProtection": .bool(cluster.hasDeletionProtection)
                    ]
                )
            })
    }

    // MARK: The world's

    private var buckets: JSONValue {
        Self.map(
            self.state.buckets.values.filter { $0.account == self.account }.map { bucket in
                (
                    bucket.name,
                    .object(
                        .present([
                            "region": .string(bucket.region), "policy": bucket.policy.map { $0.value(in: self.state) },
                            "encryption": bucket.encryption,
                            "publicAccessBlock": bucket.publicAccessBlock, "tags": bucket.tags?.exported,
                            "objects": Self.map(bucket.objects.map { ($0.key, JSONValue($0.value.bytes)) })
                        ]))
                )
            })
    }

    private var organization: JSONValue {
        guard let organization = self.state.organization, organization.managementAccount == self.account else { return .null }
        return [
            "policies": Self.map(
                organization.policies.values.map { policy in
                    (policy.id, ["name": .string(policy.name), "description": .string(policy.description), "content": .string(policy.content)])
                }),
            "attachments": Self.map(organization.attachments.map { ($0.key, .array($0.value.sorted().map { .string($0) })) })
        ]
    }

    static func map(_ pairs: [(String, JSONValue)]) -> JSONValue {
        .object(JSONObject(pairs.sorted { $0.0 < $1.0 }.map { .init(name: $0.0, value: $0.1) }))
    }
}
