import IAMPolicy
import ReconcileCore
import Testing

@testable import NeptuneAccess

/// What holds of everything that any blueprint comes to.
@Suite struct BlueprintExpansionTests {
    private static let kinds = Set(BlueprintCases.all.map(\.kind))

    @Test func everyBlueprintButTheAssertionHasCases() {
        #expect(Self.kinds == Set(ResourceKind.blueprints.map(\.rawValue)).subtracting(["AccessAssertion"]))
    }

    @Test(arguments: BlueprintCases.all.indices)
    func documentsAreWithoutAnyFinding(of index: Int) throws {
        let (kind, spec) = BlueprintCases.all[index]
        let expansion = try BlueprintScene.withCluster.expand(kind, spec)
        #expect(!expansion.documents.isEmpty)
        for item in expansion.documents {
            let findings = PolicyLint.lint(text: JSONWriter.compact(item.document), type: item.type, account: BlueprintScene.accountID)
            // Whether Neptune sends aws:SourceAccount is documented nowhere: the expansion's notes say so.
            let unexpected = findings.filter { $0.code != "SERVICE_TRUST_WITHOUT_SOURCE" }
            #expect(unexpected.isEmpty, "\(item.resource.identity) \(item.aspect): \(unexpected.map { "\($0.code) \($0.message)" })")
            if unexpected.count != findings.count { #expect(expansion.notes.contains { $0.contains("aws:SourceAccount") }) }
        }
    }

    @Test(arguments: BlueprintCases.all.indices)
    func everyPermissionHasItsReason(of index: Int) throws {
        let (kind, spec) = BlueprintCases.all[index]
        let expansion = try BlueprintScene.withCluster.expand(kind, spec)
        for item in expansion.documents {
            let explained = expansion.reasons.filter { $0.resource == item.resource.identity && $0.aspect == item.aspect }.flatMap(\.actions)
            let granted = BlueprintExpansion.actions(of: item.document)
            #expect(!granted.isEmpty)
            #expect(Set(granted).subtracting(explained).isEmpty, "\(item.resource.identity) \(item.aspect)")
        }
        for reason in expansion.reasons {
            #expect(expansion.resources.contains { $0.identity == reason.resource }, "\(reason)")
            #expect(!reason.actions.isEmpty && reason.because.count > 10 && !reason.because.hasSuffix("."), "\(reason)")
        }
    }

    @Test(arguments: BlueprintCases.all.indices)
    func membersResolveAndCarryTheBlueprintsMark(of index: Int) throws {
        let (kind, spec) = BlueprintCases.all[index]
        var scene = BlueprintScene.withCluster
        let expansion = try scene.expand(kind, spec)
        for member in expansion.resources where member.identity.kind == .kmsKey {
            scene.see(.kmsKey, member.identity.name, arn: BlueprintCases.keyARN, id: BlueprintScene.keyID)
        }
        scene.declare(.role, "neptune-bulk-load", [:])
        let resolver = DesiredReferences(desired: scene.desired + expansion.resources, observed: scene.observed, accounts: [scene.account])
        #expect(Set(expansion.resources.map(\.identity)).count == expansion.resources.count)
        for member in expansion.resources {
            let definition = try #require(KindRegistry.definition(of: member.identity.kind))
            _ = try definition.desiredAspects(of: member, resolver: resolver)
            #expect(definition.isRegional == (member.identity.region != nil))
            #expect(definition.nameRule.fault(member.identity.name) == nil)
            #expect(Set(member.spec.names).isSubset(of: definition.fields.map(\.name)))
            #expect(member.blueprints.map(\.description) == ["prod/\(kind)/nightly"])
            #expect(member.labels == ["team": "graph"] && member.settings.mode == .enforce)
        }
    }

    /// What others use as well must outlive the blueprint, with all that others put there.
    @Test(arguments: BlueprintCases.all.indices)
    func whatIsSharedIsAdditiveAndStays(of index: Int) throws {
        let (kind, spec) = BlueprintCases.all[index]
        let expansion = try BlueprintScene.withCluster.expand(kind, spec)
        for member in expansion.resources {
            let isOwn =
                member.spec["trustPolicy"] != nil || member.spec["document"] != nil || kind == "S3StagingUser" && member.identity.kind == .user
            #expect(member.settings.ownership == (isOwn ? .exclusive : .additive), "\(member.identity)")
            #expect(member.settings.deletion == (isOwn ? .delete : .retain), "\(member.identity)")
            for form in ["keyPolicy", "bucketPolicy"] {
                if let policy = member.spec[form] { #expect(policy["access"]?.arrayValue?.isEmpty == false, "whole document on \(member.identity)") }
            }
        }
    }

    @Test(arguments: BlueprintCases.all.indices)
    func theSameSpecComesToTheSame(of index: Int) throws {
        let (kind, spec) = BlueprintCases.all[index]
        let scene = BlueprintScene.withCluster
        let (first, second) = (try scene.expand(kind, spec), try scene.expand(kind, spec))
        #expect(first.resources == second.resources && first.reasons == second.reasons && first.notes == second.notes)
    }

    /// - SeeAlso: IAM User Guide, "IAM and AWS STS quotas"; AWS Organizations User Guide, "Quotas for AWS Organizations".
    @Test(arguments: BlueprintCases.all.indices)
    func documentsFitWhereTheyAreStored(of index: Int) throws {
        let (kind, spec) = BlueprintCases.all[index]
        for item in try BlueprintScene.withCluster.expand(kind, spec).documents {
            let most =
                switch (item.type, item.resource.identity.kind) {
                case (.trust, _): 2048
                case (.scp, _): 5120
                case (_, .managedPolicy): 6144
                case (_, .user): 2048
                default: 10_240
                }
            #expect(JSONWriter.compact(item.document).unicodeScalars.count <= most, "\(item.resource.identity) \(item.aspect)")
        }
    }

    @Test(arguments: BlueprintCases.all.indices)
    func nothingIsWiderThanItHasToBe(of index: Int) throws {
        let (kind, spec) = BlueprintCases.all[index]
        // AWS grants these on everything only.
        let unlimited = ["sagemaker:ListNotebookInstances", "s3:ListAllMyBuckets", "kms:ListAliases", "kms:ListKeys", "iam:ListRoles"]
        for item in try BlueprintScene.withCluster.expand(kind, spec).documents where item.type == .identity {
            for statement in item.document["Statement"]?.arrayValue ?? [] {
                let actions = BlueprintExpansion.actions(of: ["Statement": [statement]])
                #expect(actions.allSatisfy { !$0.contains("*") })
                if statement["Resource"]?.stringValue == "*" {
                    #expect(
                        actions.allSatisfy {
                            unlimited.contains($0) || $0.contains(":Describe") || $0.contains(":List") || $0.hasPrefix("cloudwatch:Get")
                        })
                }
                if actions.contains("iam:PassRole") { #expect(statement["Condition"]?["StringEquals"]?["iam:PassedToService"] != nil) }
            }
        }
    }
}
