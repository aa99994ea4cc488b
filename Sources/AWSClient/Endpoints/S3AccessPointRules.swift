/// The ARN that stands in a bucket's place.
struct S3BucketARN: Hashable, Sendable {
    let partition: String
    let service: String
    let region: String
    let accountID: String
    /// `accesspoint`, `NAME`.
    let resource: [String]

    /// - SeeAlso: Smithy 2.0 specification, "parseArn function".
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else { return nil }
        self.partition = parts[1]
        self.service = parts[2]
        self.region = parts[3]
        self.accountID = parts[4]
        self.resource = parts[5].split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "/" }.map(String.init)
    }

    func part(_ index: Int) -> String? { self.resource.indices.contains(index) ? self.resource[index] : nil }
}

/// The endpoints of access points: of one region, of several, of object lambdas and on Outposts.
struct S3AccessPointRules {
    let rules: S3EndpointRules
    let arn: S3BucketARN
    private var parameters: EndpointParameters { self.rules.parameters }
    private var options: S3EndpointOptions { self.rules.options }

    init(rules: S3EndpointRules, arn: S3BucketARN) {
        self.rules = rules
        self.arn = arn
    }

    func endpoint() throws(EndpointFault) -> AWSEndpoint {
        switch (self.arn.service, self.arn.part(0) ?? "") {
        case (_, ""): throw EndpointFault("the bucket's ARN names no resource")
        case ("s3-object-lambda", "accesspoint"): return try self.objectLambda(try self.name)
        case ("s3-object-lambda", _): throw EndpointFault("the ARN of an object lambda must be one of an access point")
        case (_, "accesspoint") where self.arn.region.isEmpty: return try self.multiRegion(try self.name)
        case (_, "accesspoint"): return try self.regional(try self.name)
        case ("s3-outposts", _): return try self.outpost()
        default: throw EndpointFault("the bucket's ARN is of no known kind")
        }
    }

    private var name: String {
        get throws(EndpointFault) {
            guard let name = self.arn.part(1), !name.isEmpty else { throw EndpointFault("the ARN of an access point names none") }
            return name
        }
    }

    private func objectLambda(_ name: String) throws(EndpointFault) -> AWSEndpoint {
        if self.parameters.usesDualStack || self.options.accelerates {
            throw EndpointFault("object lambdas have neither dual-stack nor acceleration")
        }
        if self.arn.region.isEmpty { throw EndpointFault("the ARN of an object lambda names no region") }
        try self.checkAccessPoint()
        try self.checkPlace()
        try Self.check(label: name)
        let label = "\(name)-\(self.arn.accountID)"
        let url =
            self.custom(label) ?? "https://\(label).s3-object-lambda\(self.fips).\(self.arn.region).\(self.arnPartition.suffix)"
        return AWSEndpoint(url: url, signingRegion: self.arn.region, signingName: "s3-object-lambda")
    }

    private func regional(_ name: String) throws(EndpointFault) -> AWSEndpoint {
        try self.checkAccessPoint()
        try self.checkPlace()
        guard self.arn.service == "s3" else { throw EndpointFault("the bucket's ARN is not one of S3") }
        try Self.check(label: name)
        if self.options.accelerates { throw EndpointFault("access points have no acceleration") }
        let label = "\(name)-\(self.arn.accountID)"
        let dualStack = self.parameters.usesDualStack ? ".dualstack" : ""
        let url =
            self.custom(label) ?? "https://\(label).s3-accesspoint\(self.fips)\(dualStack).\(self.arn.region).\(self.arnPartition.suffix)"
        return AWSEndpoint(url: url, signingRegion: self.arn.region)
    }

    private func multiRegion(_ name: String) throws(EndpointFault) -> AWSEndpoint {
        guard HostLabel.isValid(name, allowsDots: true) else { throw EndpointFault("the access point's name does not go into a host name") }
        if self.parameters.usesDualStack || self.parameters.usesFIPS || self.options.accelerates {
            throw EndpointFault("access points of several regions have neither dual-stack nor FIPS nor acceleration")
        }
        if self.options.disablesMultiRegionAccessPoints { throw EndpointFault("access points of several regions are switched off") }
        guard self.rules.partition.id == self.arn.partition else { throw EndpointFault("the bucket's ARN is of another partition") }
        return AWSEndpoint(
            url: "https://\(name).accesspoint.s3-global.\(self.rules.partition.suffix)", signingRegion: "*", scheme: .sigv4a)
    }

    private func outpost() throws(EndpointFault) -> AWSEndpoint {
        if self.parameters.usesDualStack || self.parameters.usesFIPS || self.options.accelerates {
            throw EndpointFault("Outposts have neither dual-stack nor FIPS nor acceleration")
        }
        guard self.arn.resource.count == 4, let outpost = self.arn.part(1), HostLabel.isValid(outpost, allowsDots: false),
            self.arn.part(2) == "accesspoint", let name = self.arn.part(3)
        else { throw EndpointFault("the ARN of an Outpost is not of the form outpost:ID:accesspoint:NAME") }
        try self.checkPlace()
        try Self.check(label: name)
        let label = "\(name)-\(self.arn.accountID).\(outpost)"
        guard let custom = self.rules.custom else {
            return S3EndpointRules.outposts("https://\(label).s3-outposts.\(self.arn.region).\(self.arnPartition.suffix)")
        }
        return S3EndpointRules.outposts("https://\(label).\(custom.authority)")
    }

    private var arnPartition: AWSPartition { AWSPartition.of(region: self.arn.region) }
    private var fips: String { self.parameters.usesFIPS ? "-fips" : "" }

    private func custom(_ label: String) -> String? {
        self.rules.custom.map { "\($0.scheme)://\(label).\($0.authority)\($0.path)" }
    }

    private func checkAccessPoint() throws(EndpointFault) {
        if self.options.disablesAccessPoints { throw EndpointFault("access points are not supported for this operation") }
        if self.arn.part(2) != nil { throw EndpointFault("the ARN of an access point goes on behind its name") }
    }

    private func checkPlace() throws(EndpointFault) {
        if self.options.usesARNRegion == false, self.arn.region != self.parameters.region {
            throw EndpointFault("the bucket's ARN is of another region")
        }
        guard self.arnPartition == self.rules.partition else { throw EndpointFault("the bucket's ARN is of another partition") }
        guard HostLabel.isValid(self.arn.region, allowsDots: true) else { throw EndpointFault("the region in the bucket's ARN is malformed") }
        guard HostLabel.isValid(self.arn.accountID, allowsDots: false) else { throw EndpointFault("the account in the bucket's ARN is malformed") }
    }

    private static func check(label: String) throws(EndpointFault) {
        guard HostLabel.isValid(label, allowsDots: false) else { throw EndpointFault("the access point's name does not go into a host name") }
    }
}
