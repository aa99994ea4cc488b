import IAMPolicy
import NeptuneAccess
import ReconcileCore
import Testing

@Suite struct NotebookAccessChainTests {
    private static let notebook = ChainQuestion.notebook(name: "graph-notebook", region: ChainWorld.region)
    private static let readOnly = "arn:aws:iam::aws:policy/NeptuneReadOnlyAccess"

    private static func world() throws -> ChainWorld {
        var world = try ChainWorld(
            NeptuneNotebookAccessBlueprint(), ["principal": "Role/analyst", "notebooks": ["graph-notebook"], "write": true])
        world.addPrincipal(.role, "analyst")
        world.answers[Self.notebook] = .known(["name": "graph-notebook", "status": "InService"])
        world.readings[ChainWorld.identity(.managedPolicy, Self.readOnly)] = .present(
            LiveResource(
                arn: Self.readOnly, uniqueID: nil,
                aspects: [
                    AspectName("document"): ChainWorld.document([
                        "Effect": "Allow", "Action": ["rds:Describe*", "neptune-db:Read*", "neptune-db:Get*"], "Resource": "*"
                    ])
                ]))
        try world.apply()
        return world
    }

    @Test func `a chain that is whole is ok link by link`() throws {
        let world = try Self.world()
        #expect(
            world.links.map(\.name)
                == ["notebookExists", "notebookStatus", "principalExists", "identityPolicy", "permissionsBoundary", "controlPolicies"])
        #expect(world.links.allSatisfy { $0.state == .ok }, "\(world.troubles)")
        #expect(
            world.command
                == "aws sagemaker create-presigned-notebook-instance-url --notebook-instance-name graph-notebook --region eu-west-1")
    }

    private static let breakages: [Breakage] = [
        Breakage("notebookExists", "the notebook is gone") { $0.answers[Self.notebook] = .absent },
        Breakage("notebookStatus", "the notebook is stopped") { $0.change(Self.notebook, "status", "Stopped") },
        Breakage("principalExists", "the role is gone") { $0.readings[ChainWorld.identity(.role, "analyst")] = .absent },
        Breakage("identityPolicy", "the policy is taken away") { $0.set(.role, "analyst", AspectName("inlinePolicies", "notebook-nightly"), nil) },
        Breakage("identityPolicy", "AWS's own policy is detached") {
            $0.set(.role, "analyst", AspectName("managedPolicies", Self.readOnly), nil)
        },
        Breakage("permissionsBoundary", "the boundary has no SageMaker") {
            $0.addPolicy("limit", ChainWorld.document(["Effect": "Allow", "Action": ["rds:*", "neptune-db:*"], "Resource": "*"]))
        },
        Breakage("controlPolicies", "an SCP denies presigned addresses") {
            $0.answers[.controlPolicies] = .known(["levels": [[ChainWorld.full, ChainWorld.deny("sagemaker:CreatePresigned*")]]])
        }
    ]

    @Test(arguments: Self.breakages)
    func `what breaks is told by its own link and by no other`(breakage: Breakage) throws {
        var world = try Self.world()
        breakage.happen(&world)
        #expect(world.names(.broken) == [breakage.link], "\(world.troubles)")
        #expect(world.link(breakage.link)?.fix?.isEmpty == false)
    }
}

@Suite struct DataAccessChainTests {
    private static func world(_ more: JSONObject = [:]) throws -> ChainWorld {
        var spec: JSONObject = ["principal": "Role/app", "cluster": "graph-prod", "languages": ["Gremlin"], "actions": ["ReadDataViaQuery"]]
        for member in more.members { spec[member.name] = member.value }
        var world = try ChainWorld(NeptuneDataAccessBlueprint(), spec)
        world.addPrincipal(.role, "app")
        world.addCluster()
        let cluster = ChainWorld.identity(.neptuneCluster, "graph-prod")
        let live = LiveResource(arn: "arn:aws:rds:eu-west-1:111122223333:cluster:graph-prod", uniqueID: ChainWorld.clusterID)
        world.desired.append(DesiredResource(identity: cluster, spec: ["identifier": "graph-prod"], source: .api))
        world.readings[cluster] = .present(live)
        world.observed = [
            ObservedResource(
                identity: cluster, state: .inSync, binding: Binding(arn: live.arn, uniqueID: live.uniqueID), live: live)
        ]
        try world.apply()
        return world
    }

    @Test func `a chain that is whole is ok link by link`() throws {
        let world = try Self.world()
        #expect(
            world.links.map(\.name) == [
                "clusterStatus", "iamDatabaseAuthentication", "principalExists", "resourceID", "identityPolicy", "permissionsBoundary",
                "controlPolicies"
            ])
        #expect(world.links.allSatisfy { $0.state == .ok }, "\(world.troubles)")
    }

    @Test(
        arguments: [
            (["languages": ["Gremlin"]], "aws neptunedata execute-gremlin-query --gremlin-query 'g.V().limit(1)' --endpoint-url"),
            (
                ["languages": ["OpenCypher"]],
                "aws neptunedata execute-open-cypher-query --open-cypher-query 'MATCH (n) RETURN n LIMIT 1' --endpoint-url"
            ),
            (["languages": ["Sparql"]], "awscurl --service neptune-db --region eu-west-1 -X POST https://"),
            (
                ["languages": [], "queries": [["language": "gremlin", "text": "g.V().has('name', \"x; rm\")"]]],
                "aws neptunedata execute-gremlin-query --gremlin-query 'g.V().has('\\''name'\\'', \"x; rm\")' --endpoint-url"
            )
        ] as [(JSONObject, String)])
    func `the command runs a query of a language that may be used, quoted for the shell`(spec: JSONObject, start: String) throws {
        let world = try Self.world(spec)
        #expect(world.command?.hasPrefix(start) == true, "\(world.command ?? "")")
    }

    @Test func `a cluster that is known by its resource id only has its address asked for by the command`() throws {
        let id = "cluster-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        let command = try #require(try Self.world(["cluster": .string(id), "languages": ["Sparql"]]).command)
        #expect(
            command.hasPrefix(
                "awscurl --service neptune-db --region eu-west-1 -X POST "
                    + "\"https://$(aws neptune describe-db-clusters --region eu-west-1 --output text --query "))
        #expect(command.contains(id) && command.contains(")/sparql\" -H "), "\(command)")
    }

    private static let policy = AspectName("inlinePolicies", "data-nightly")

    private static func allow(_ resource: String) -> JSONValue {
        ChainWorld.document(["Effect": "Allow", "Action": "neptune-db:ReadDataViaQuery", "Resource": .string(resource)])
    }

    private static let breakages: [Breakage] = [
        Breakage("clusterStatus", "the cluster is starting") { $0.change(ChainWorld.clusterQuestion, "status", "starting") },
        Breakage("iamDatabaseAuthentication", "requests need no signature") {
            $0.change(ChainWorld.clusterQuestion, "iamDatabaseAuthentication", false)
        },
        Breakage("principalExists", "the role is gone") { $0.readings[ChainWorld.identity(.role, "app")] = .absent },
        Breakage("resourceID", "the ARN of the cluster in the place of its data's") {
            $0.set(.role, "app", Self.policy, Self.allow("arn:aws:rds:eu-west-1:111122223333:cluster:graph-prod"))
        },
        Breakage("resourceID", "the identifier in the place of the id") {
            $0.set(.role, "app", Self.policy, Self.allow("arn:aws:neptune-db:eu-west-1:111122223333:graph-prod/*"))
        },
        Breakage("resourceID", "a cluster of the same name was made anew") {
            $0.change(ChainWorld.clusterQuestion, "resourceID", "cluster-NEWNEWNEWNEWNEWNEWNEWNEWNE")
        },
        Breakage("identityPolicy", "the action is another one") {
            $0.set(
                .role, "app", Self.policy,
                ChainWorld.document([
                    "Effect": "Allow", "Action": "neptune-db:connect",
                    "Resource": .string("arn:aws:neptune-db:eu-west-1:111122223333:\(ChainWorld.clusterID)/*")
                ]))
        },
        Breakage("identityPolicy", "another language") {
            $0.set(
                .role, "app", Self.policy,
                ChainWorld.document([
                    "Effect": "Allow", "Action": "neptune-db:ReadDataViaQuery", "Resource": "*",
                    "Condition": ["StringEquals": ["neptune-db:QueryLanguage": "Sparql"]]
                ]))
        },
        Breakage("permissionsBoundary", "the boundary has no data") {
            $0.addPolicy("limit", ChainWorld.document(["Effect": "Allow", "Action": "rds:*", "Resource": "*"]))
        },
        Breakage("controlPolicies", "an SCP allows the prefix that no action has") {
            $0.answers[.controlPolicies] = .known([
                "levels": [[ChainWorld.document(["Effect": "Allow", "Action": ["neptune:*", "rds:*"], "Resource": "*"])]]
            ])
        }
    ]

    @Test(arguments: Self.breakages)
    func `what breaks is told by its own link and by no other`(breakage: Breakage) throws {
        var world = try Self.world()
        breakage.happen(&world)
        #expect(world.names(.broken) == [breakage.link], "\(world.troubles)")
        #expect(world.link(breakage.link)?.fix?.isEmpty == false)
    }
}

@Suite struct AdministrationChainTests {
    private static let policy = ResourceIdentity(
        account: AccountSettings.organization, region: nil, kind: .serviceControlPolicy, name: "neptune-nightly")

    private static func world() throws -> ChainWorld {
        var world = try ChainWorld(
            NeptuneAdministrationBlueprint(),
            ["principal": "Role/graph-admin", "console": true, "clusters": ["graph-prod"], "scpTargets": ["ou-abcd-12345678"]])
        world.addPrincipal(.role, "graph-admin")
        try world.apply()
        return world
    }

    @Test func `a chain that is whole is ok link by link`() throws {
        let world = try Self.world()
        #expect(
            world.links.map(\.name)
                == ["principalExists", "identityPolicy", "permissionsBoundary", "controlPolicies", "controlPolicyTargets"])
        #expect(world.links.allSatisfy { $0.state == .ok }, "\(world.troubles)")
        #expect(world.command == "aws neptune describe-db-clusters --region eu-west-1")
    }

    @Test func `the control policy is asked for, because another account may keep the organization`() throws {
        let world = try Self.world()
        let asked = NeptuneAdministrationBlueprint().questions(of: world.blueprint, in: world.view.surroundings).compactMap(\.target)
        let target = try #require(asked.first { $0.identity == Self.policy })
        #expect(target.bases.isSuperset(of: ["document", "targets"]), "\(target)")
    }

    private static let breakages: [Breakage] = [
        Breakage("principalExists", "the role is gone") { $0.readings[ChainWorld.identity(.role, "graph-admin")] = .absent },
        Breakage("identityPolicy", "the policy is detached") {
            let arn = "arn:aws:iam::111122223333:policy/neptune-administration-nightly"
            $0.set(.role, "graph-admin", AspectName("managedPolicies", arn), nil)
        },
        Breakage("permissionsBoundary", "the boundary has neptune:* only") {
            $0.addPolicy("limit", ChainWorld.document(["Effect": "Allow", "Action": "neptune:*", "Resource": "*"]))
        },
        Breakage("controlPolicies", "an SCP denies new clusters") {
            $0.answers[.controlPolicies] = .known(["levels": [[ChainWorld.full, ChainWorld.deny("rds:CreateDBCluster")]]])
        },
        Breakage("controlPolicyTargets", "the control policy is detached") { world in
            guard var live = world.live(Self.policy) else { return }
            live.aspects[AspectName("targets", "ou-abcd-12345678")] = nil
            world.readings[Self.policy] = .present(live)
        },
        Breakage("controlPolicyTargets", "the control policy speaks of neptune:*") { world in
            guard var live = world.live(Self.policy) else { return }
            live.aspects[AspectName("document")] = ChainWorld.document(["Effect": "Allow", "Action": ["neptune:*", "neptune-db:*"], "Resource": "*"])
            world.readings[Self.policy] = .present(live)
        },
        Breakage("controlPolicyTargets", "the control policy is gone") { $0.readings[Self.policy] = .absent }
    ]

    @Test(arguments: Self.breakages)
    func `what breaks is told by its own link and by no other`(breakage: Breakage) throws {
        var world = try Self.world()
        breakage.happen(&world)
        #expect(world.names(.broken) == [breakage.link], "\(world.troubles)")
        #expect(world.link(breakage.link)?.fix?.isEmpty == false)
    }
}
