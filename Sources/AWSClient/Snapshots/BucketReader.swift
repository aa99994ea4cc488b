import IAMPolicy
import ReconcileCore

/// Reads S3 buckets one by one: no listing tells more than their names.
struct BucketReader: Sendable {
    let caller: any AWSCalling

    func read(_ target: ReadTarget) async -> ResourceReading {
        let (name, region) = (target.identity.name, target.identity.region)
        let bucket: JSONObject = ["Bucket": .string(name)]
        do throws(AWSError) {
            let head = try await self.caller.call(S3.headBucket, parameters: bucket, region: region).output(of: S3.headBucket)
            if let found = head["BucketRegion"]?.stringValue, let region, found != region {
                return .unreadable(
                    ReadGap(
                        code: .unresolved,
                        message: "bucket \(name) is in region \(found), not in \(region): declare it with `metadata.region: \(found)`"))
            }
        } catch {
            return error.errorClass == .gone ? .absent : .unreadable(ReadGap(error))
        }
        var live = LiveResource(arn: "arn:\(AWSPartition.of(region: region ?? "").id):s3:::\(name)", uniqueID: nil)
        if target.bases.contains("bucketPolicy") { await self.addPolicy(bucket, region, to: &live) }
        if target.bases.contains("defaultEncryption") { await self.addEncryption(bucket, target, to: &live) }
        if target.bases.contains("publicAccessBlock") { await self.addAccessBlock(bucket, region, to: &live) }
        if target.bases.contains("tags") { await self.addTags(bucket, region, to: &live) }
        return .present(live)
    }

    /// - Parameter absent: the code by which S3 says that nothing of the kind is set.
    /// - Returns: `nil` where nothing is set.
    private func output(
        _ operation: AWSOperation, _ bucket: JSONObject, _ region: String?, absent: String
    ) async throws(AWSError) -> JSONObject? {
        do throws(AWSError) {
            return try await self.caller.call(operation, parameters: bucket, region: region).output(of: operation)
        } catch {
            if error.code == absent { return nil }
            throw error
        }
    }

    private func addPolicy(_ bucket: JSONObject, _ region: String?, to live: inout LiveResource) async {
        do throws(AWSError) {
            let output = try await self.output(S3.getBucketPolicy, bucket, region, absent: "NoSuchBucketPolicy")
            guard let text = output?["Policy"]?.stringValue else { return }
            // The whole body is the document: S3 takes none that is no JSON, so this one did not arrive as it was sent.
            guard let document = try? JSONReader.parse(text) else {
                live.gaps["bucketPolicy"] = ReadGap(code: .malformedAnswer, message: "S3 GetBucketPolicy: the answer is no JSON document")
                return
            }
            live.aspects[AspectName("bucketPolicy")] = document
        } catch {
            live.gaps["bucketPolicy"] = ReadGap(error)
        }
    }

    private func addAccessBlock(_ bucket: JSONObject, _ region: String?, to live: inout LiveResource) async {
        do throws(AWSError) {
            let output = try await self.output(S3.getPublicAccessBlock, bucket, region, absent: "NoSuchPublicAccessBlockConfiguration")
            live.aspects[AspectName("publicAccessBlock")] = BucketAccessBlock.live(output?["PublicAccessBlockConfiguration"]?.objectValue)
        } catch {
            live.gaps["publicAccessBlock"] = ReadGap(error)
        }
    }

    private func addTags(_ bucket: JSONObject, _ region: String?, to live: inout LiveResource) async {
        do throws(AWSError) {
            let output = try await self.output(S3.getBucketTagging, bucket, region, absent: "NoSuchTagSet")
            for tag in output?["TagSet"]?.arrayValue ?? [] {
                if let key = tag["Key"]?.stringValue { live.aspects[AspectName("tags", key)] = tag["Value"] ?? "" }
            }
        } catch {
            live.gaps["tags"] = ReadGap(error)
        }
    }

    // MARK: Encryption

    private func addEncryption(_ bucket: JSONObject, _ target: ReadTarget, to live: inout LiveResource) async {
        let region = target.identity.region
        do throws(AWSError) {
            let output = try await self.output(
                S3.getBucketEncryption, bucket, region, absent: "ServerSideEncryptionConfigurationNotFoundError")
            let rule = output?["ServerSideEncryptionConfiguration"]?["Rules"]?.arrayValue?.first
            guard let byDefault = rule?["ApplyServerSideEncryptionByDefault"], let algorithm = byDefault["SSEAlgorithm"]?.stringValue else {
                live.aspects[AspectName("defaultEncryption")] = BucketEncryption.automatic.value
                return
            }
            if let blocked = rule?["BlockedEncryptionTypes"]?["EncryptionType"] { live.facts[BucketEncryption.blockedFact] = blocked }
            let names = BucketKeyNames(caller: self.caller, region: region, declared: target.soughtMembers.first)
            let key = try await names.name(of: byDefault["KMSMasterKeyID"]?.stringValue)
            let encryption = BucketEncryption(algorithm: algorithm, key: key, hasBucketKey: rule?["BucketKeyEnabled"]?.boolValue ?? false)
            live.aspects[AspectName("defaultEncryption")] = encryption.value
        } catch {
            live.gaps["defaultEncryption"] = ReadGap(error)
        }
    }
}

/// What a bucket's key is called: S3 keeps the name that somebody wrote, an id, an ARN or an alias.
struct BucketKeyNames: Sendable {
    let caller: any AWSCalling
    let region: String?
    /// The name in the manifest; `nil` where none is declared.
    let declared: String?

    /// - Returns: the declared name where it is the same key, else the key's ARN, or its name where nobody asks which key
    ///   it is; `nil` for none and for AWS's own key for S3.
    /// - Throws: where it takes KMS to tell, and KMS does not.
    func name(of written: String?) async throws(AWSError) -> String? {
        guard let written, !written.isEmpty, !Self.isOfAWS(written) else { return nil }
        guard let declared, declared != written else { return written }
        // A declared reference is compared by its ARN.
        let arn = try await self.arn(of: written)
        let isReference = declared.hasPrefix("KMSKey/")
        if declared == arn || (!isReference && !Self.isAlias(declared) && ARN(arn)?.resource == "key/\(declared)") { return declared }
        guard !isReference, Self.isAlias(declared) else { return arn }
        return try await self.arn(of: declared) == arn ? declared : arn
    }

    /// An ARN of a key says by itself which one it is.
    private func arn(of name: String) async throws(AWSError) -> String {
        if let arn = ARN(name), arn.resource.hasPrefix("key/") { return name }
        let answer = try await self.caller.call(KMS.describeKey, parameters: ["KeyId": .string(name)], region: self.region)
        return answer.json?["KeyMetadata"]?["Arn"]?.stringValue ?? name
    }

    private static func isAlias(_ name: String) -> Bool { (ARN(name)?.resource ?? name).hasPrefix("alias/") }

    private static func isOfAWS(_ name: String) -> Bool { (ARN(name)?.resource ?? name) == "alias/aws/s3" }
}
