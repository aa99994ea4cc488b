import IAMPolicy
package import ReconcileCore

extension S3StagingUserBlueprint: BlueprintDefinition {
    package func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: surroundings) else { return [] }
        return [ChainReads.resource(parameters.user, in: surroundings), .bucketRegion(bucket: parameters.location.bucket)]
            + [parameters.key].compactMap { $0 }.map { ChainKey.question($0, in: surroundings) } + ChainReads.controlPolicies(in: surroundings)
    }

    package func furtherQuestions(of blueprint: DesiredResource, in view: ChainView) -> [ChainQuestion] {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return [] }
        return ChainReads.policies(of: parameters.user, in: view) + ChainReads.bucket(parameters.location.bucket, in: view)
    }

    package func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink] {
        do throws(BlueprintFault) {
            let parameters = try Parameters(blueprint, in: view.surroundings)
            return StagingChain(parameters, try self.expansion(of: blueprint, in: view.surroundings), view).links
        } catch {
            return [.faulty(error)]
        }
    }

    package func command(of blueprint: DesiredResource, in view: ChainView) -> String? {
        guard let parameters = try? Parameters(blueprint, in: view.surroundings) else { return nil }
        return "aws s3 cp FILE " + ShellText.quoted(parameters.location.uri)
    }
}

/// What putting files into the load bucket rests on.
private struct StagingChain {
    let parameters: S3StagingUserBlueprint.Parameters
    let inspection: ChainInspection
    let chain: PrincipalChain
    let bucket: ChainResource
    let key: ChainKey?

    init(_ parameters: S3StagingUserBlueprint.Parameters, _ expansion: BlueprintExpansion, _ view: ChainView) {
        self.parameters = parameters
        self.inspection = ChainInspection(view, region: parameters.region)
        let key = parameters.key.map { ChainKey($0, in: view) }
        self.key = key
        // Keys have their own requests: policies name them by what is known beforehand, an alias at times.
        let documents = expansion.documents(for: parameters.user).map(Self.withoutKeys)
        self.chain = PrincipalChain(parameters.user, arn: nil, documents: documents, self.inspection)
        self.bucket = view.bucket(parameters.location.bucket)
    }

    private static func withoutKeys(_ document: JSONValue) -> JSONValue {
        guard var read = PolicyDocument.read(document) else { return document }
        read.statements.removeAll { ($0.action ?? []).contains { $0.hasPrefix("kms:") } }
        return read.jsonValue
    }

    var links: [ChainLink] {
        let holder = self.chain.holder.label
        let arn = self.parameters.location.bucketARN(self.inspection.account.partition)
        let own = self.chain.requests.filter { $0.request.resource == arn || $0.request.resource.hasPrefix(arn + "/") }
        let keyRequests = self.keyRequests
        var links = [self.chain.exists("userExists")]
        links += self.inspection.access(of: self.chain.holder, self.chain.requests + keyRequests, lacks: self.key?.lack ?? [])
        links += [
            self.inspection.bucketExists(self.parameters.location.bucket), self.inspection.bucketPolicy(self.bucket, own, holder: holder),
            self.inspection.bucketEncryption(self.bucket, key: self.key, isRequired: false)
        ]
        if let key { links += [self.inspection.keyState(key), self.inspection.keyPolicy(key, keyRequests, holder: holder)] }
        return links
    }

    private var keyRequests: [ChainRequest] {
        self.inspection.keyRequestsThroughS3(self.chain.holder.principal, ["kms:Decrypt", "kms:GenerateDataKey"], self.key)
    }

}
