import IAMPolicy
import ReconcileCore

/// Reads KMS keys one by one: KMS has no listing that tells more than ids.
struct KMSKeyReader: Sendable {
    let caller: any AWSCalling

    func read(_ target: ReadTarget) async -> ResourceReading {
        guard let locator = target.locator else {
            return .unreadable(ReadGap(code: .unresolved, message: "\(target.identity) does not say which key it is"))
        }
        let region = target.identity.region
        do throws(AWSError) {
            let answer = try await self.caller.call(KMS.describeKey, parameters: ["KeyId": .string(locator)], region: region)
            guard let metadata = answer.json?["KeyMetadata"], let id = metadata["KeyId"]?.stringValue, let arn = metadata["Arn"]?.stringValue else {
                return .unreadable(ReadGap(code: .malformedAnswer, message: "KMS DescribeKey: the answer holds no KeyMetadata"))
            }
            var live = LiveResource(arn: arn, uniqueID: id)
            let state = metadata["KeyState"]?.stringValue ?? ""
            live.facts["keyState"] = .string(state)
            live.aspects[AspectName("enabled")] = Self.enabled(state: state)
            if target.bases.contains("keyPolicy") { await self.addPolicy(id, region: region, to: &live) }
            return .present(live)
        } catch {
            return error.errorClass == .gone ? .absent : .unreadable(ReadGap(error))
        }
    }

    /// - SeeAlso: AWS KMS Developer Guide, "Key states of AWS KMS keys".
    private static func enabled(state: String) -> JSONValue {
        switch state {
        case "Enabled": true
        case "PendingDeletion", "PendingReplicaDeletion": .string(KMSKeyKind.pendingDeletion)
        default: false
        }
    }

    private func addPolicy(_ id: String, region: String?, to live: inout LiveResource) async {
        do throws(AWSError) {
            let answer = try await self.caller.call(
                KMS.getKeyPolicy, parameters: ["KeyId": .string(id), "PolicyName": "default"], region: region)
            live.aspects[AspectName("keyPolicy")] = answer.json?["Policy"]?.stringValue.map(PolicyValue.document)
        } catch {
            live.gaps["keyPolicy"] = ReadGap(error)
        }
    }
}
