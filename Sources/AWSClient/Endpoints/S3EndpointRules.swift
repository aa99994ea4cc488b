/// The endpoints of S3, which depend on the bucket: its name goes into the host or into the path, and it may be the ARN
/// of an access point instead.
///
/// Source: botocore 1.44, `endpoint-rule-set-1.json` of S3.
struct S3EndpointRules {
    let parameters: EndpointParameters
    let options: S3EndpointOptions
    let partition: AWSPartition
    /// `nil` for AWS's own.
    let custom: EndpointURL?

    init(_ parameters: EndpointParameters) throws(EndpointFault) {
        self.parameters = parameters
        self.options = parameters.s3
        self.partition = AWSPartition.of(region: parameters.region)
        self.custom = parameters.endpoint.flatMap(EndpointURL.init)
        if parameters.endpoint != nil, self.custom == nil { throw EndpointFault("the endpoint is no URL") }
    }

    func endpoint() throws(EndpointFault) -> AWSEndpoint {
        guard HostLabel.isValid(self.parameters.region, allowsDots: self.options.bucket == nil) else {
            throw EndpointFault("the region is not set or is no part of a host name")
        }
        try self.checkCombinations()
        guard let bucket = self.options.bucket else {
            if self.options.usesExpressControl {
                return self.express(self.custom?.text ?? "https://s3express-control\(self.fips).\(self.expressPlace)", .sigv4)
            }
            if self.options.usesObjectLambda { return try self.objectLambda() }
            return AWSEndpoint(url: self.custom?.text ?? "https://\(self.host)", signingRegion: self.signingRegion)
        }
        if bucket.hasSuffix("--x-s3") || bucket.hasSuffix("--xa-s3") { return try self.directoryBucket(bucket) }
        if let endpoint = try self.outpostAlias(bucket) { return endpoint }
        if !self.options.forcesPathStyle, let endpoint = try self.virtualHost(bucket) { return endpoint }
        if bucket.hasPrefix("arn:") {
            guard let arn = S3BucketARN(bucket) else { throw EndpointFault("the bucket's ARN is malformed") }
            if self.options.forcesPathStyle { throw EndpointFault("the ARN of a bucket does not go into a path") }
            return try S3AccessPointRules(rules: self, arn: arn).endpoint()
        }
        if self.options.accelerates { throw EndpointFault("acceleration needs the bucket's name in the host") }
        let path = PercentEncoding.encode(bucket)
        return AWSEndpoint(url: "\(self.custom?.text ?? "https://\(self.host)")/\(path)", signingRegion: self.signingRegion)
    }

    private func checkCombinations() throws(EndpointFault) {
        if self.options.accelerates, self.parameters.usesFIPS { throw EndpointFault("acceleration does not go with FIPS") }
        if self.custom != nil, self.parameters.usesFIPS || self.parameters.usesDualStack || self.options.accelerates {
            throw EndpointFault("an endpoint of one's own goes neither with FIPS nor with dual-stack nor with acceleration")
        }
        if self.parameters.usesFIPS, self.partition.id == "aws-cn" { throw EndpointFault("this partition has no FIPS endpoints") }
    }

    // MARK: Ordinary buckets

    /// The pseudo region `aws-global` and, where asked for, us-east-1 have the host without a region.
    private var host: String {
        let dualStack = self.parameters.usesDualStack ? ".dualstack" : ""
        let isPlain = !self.parameters.usesFIPS && !self.parameters.usesDualStack
        let isGlobal = self.parameters.region == "aws-global" || self.parameters.usesGlobalEndpoint && self.parameters.region == "us-east-1"
        if isPlain, isGlobal { return "s3.\(self.partition.suffix)" }
        return "s3\(self.fips)\(dualStack).\(self.signingRegion).\(self.partition.suffix)"
    }

    private var signingRegion: String { self.parameters.region == "aws-global" ? "us-east-1" : self.parameters.region }

    /// `nil` where the name cannot be part of a host.
    private func virtualHost(_ bucket: String) throws(EndpointFault) -> AWSEndpoint? {
        let mayHaveDots = self.custom?.scheme == "http"
        guard Self.isVirtualHostable(bucket, allowsDots: false) || mayHaveDots && Self.isVirtualHostable(bucket, allowsDots: true) else {
            return nil
        }
        if let custom = self.custom {
            let hasDots = !Self.isVirtualHostable(bucket, allowsDots: false)
            let url =
                custom.isIP && !hasDots ? "\(custom.text)/\(bucket)" : "\(custom.scheme)://\(bucket).\(custom.authority)\(custom.path)"
            return AWSEndpoint(url: url, signingRegion: self.signingRegion)
        }
        guard self.options.accelerates else { return AWSEndpoint(url: "https://\(bucket).\(self.host)", signingRegion: self.signingRegion) }
        if self.partition.id == "aws-cn" { throw EndpointFault("this partition has no acceleration") }
        let dualStack = self.parameters.usesDualStack ? ".dualstack" : ""
        // As AWS's rules have it, odd as it is.
        let region = self.parameters.usesDualStack && self.parameters.region == "aws-global" ? ".us-east-1" : ""
        return AWSEndpoint(
            url: "https://\(bucket).s3-accelerate\(dualStack)\(region).\(self.partition.suffix)", signingRegion: self.signingRegion)
    }

    /// - SeeAlso: Amazon S3 User Guide, "Virtual hosting of general purpose buckets".
    static func isVirtualHostable(_ bucket: String, allowsDots: Bool) -> Bool {
        let labels = bucket.split(separator: ".", omittingEmptySubsequences: false)
        guard allowsDots || labels.count == 1, (3...63).contains(bucket.utf8.count) else { return false }
        let isIP = labels.count == 4 && labels.allSatisfy { Int($0) != nil }
        return !isIP
            && labels.allSatisfy { label in
                guard let first = label.utf8.first, let last = label.utf8.last else { return false }
                return Self.isSmall(first) && Self.isSmall(last) && label.utf8.allSatisfy { Self.isSmall($0) || $0 == UInt8(ascii: "-") }
            }
    }

    private static func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }

    private func objectLambda() throws(EndpointFault) -> AWSEndpoint {
        if self.parameters.usesDualStack || self.options.accelerates {
            throw EndpointFault("object lambdas have neither dual-stack nor acceleration")
        }
        let host = "s3-object-lambda\(self.parameters.usesFIPS ? "-fips" : "").\(self.parameters.region).\(self.partition.suffix)"
        return AWSEndpoint(
            url: self.custom?.text ?? "https://\(host)", signingRegion: self.parameters.region, signingName: "s3-object-lambda")
    }

    // MARK: Directory buckets

    /// `NAME--ZONE--x-s3`, or `--xa-s3` for its access points.
    private func directoryBucket(_ bucket: String) throws(EndpointFault) -> AWSEndpoint {
        if self.options.accelerates { throw EndpointFault("directory buckets have no acceleration") }
        let isHostable = Self.isVirtualHostable(bucket, allowsDots: false)
        let session: AWSEndpoint.Scheme = self.options.disablesExpressSessions ? .sigv4 : .s3express
        if let custom = self.custom {
            if custom.isIP { return self.express("\(custom.scheme)://\(custom.authority)/\(PercentEncoding.encode(bucket))\(custom.path)", session) }
            guard isHostable else { throw EndpointFault("the directory bucket's name does not go into a host name") }
            return self.express("\(custom.scheme)://\(bucket).\(custom.authority)\(custom.path)", session)
        }
        if self.options.usesExpressControl, bucket.hasSuffix("--x-s3") {
            return self.express("https://s3express-control\(self.fips).\(self.expressPlace)/\(PercentEncoding.encode(bucket))", .sigv4)
        }
        guard isHostable else { throw EndpointFault("the directory bucket's name does not go into a host name") }
        guard let zone = Self.zone(of: bucket) else { throw EndpointFault("the directory bucket's name holds no zone") }
        return self.express("https://\(bucket).s3express\(self.fips)-\(zone).\(self.expressPlace)", session)
    }

    private var fips: String { self.parameters.usesFIPS ? "-fips" : "" }

    private var expressPlace: String {
        "\(self.parameters.usesDualStack ? "dualstack." : "")\(self.parameters.region).\(self.partition.suffix)"
    }

    private func express(_ url: String, _ scheme: AWSEndpoint.Scheme) -> AWSEndpoint {
        AWSEndpoint(url: url, signingRegion: self.parameters.region, signingName: "s3express", scheme: scheme)
    }

    /// The zone's id has one of five lengths; what stands before it ends with two hyphens.
    private static func zone(of bucket: String) -> Substring? {
        let body = bucket.dropLast(bucket.hasSuffix("--xa-s3") ? 7 : 6)
        return [8, 9, 13, 14, 20].lazy.map { body.suffix($0) }.first { body.dropLast($0.count).hasSuffix("--") }
    }

    // MARK: Outposts

    /// The alias of an access point on an Outpost: hardware, Outpost and region at fixed places from its end.
    private func outpostAlias(_ bucket: String) throws(EndpointFault) -> AWSEndpoint? {
        let bytes = Array(bucket.utf8)
        guard bucket.hasSuffix("--op-s3"), bytes.count >= 50, bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
        func part(_ start: Int, _ end: Int) -> String { String(decoding: bytes[(bytes.count - end)..<(bytes.count - start)], as: UTF8.self) }
        let outpost = part(32, 49)
        guard HostLabel.isValid(outpost, allowsDots: false), Self.isVirtualHostable(bucket, allowsDots: false) else {
            throw EndpointFault("the alias of the Outpost's bucket is malformed")
        }
        let place: String
        switch part(49, 50) {
        case "e": place = "ec2"
        case "o": place = "op-\(outpost)"
        default: throw EndpointFault("the alias of the Outpost's bucket names an unknown hardware")
        }
        guard part(8, 12) == "beta" else {
            return Self.outposts("https://\(bucket).\(place).s3-outposts.\(self.parameters.region).\(self.partition.suffix)")
        }
        guard let custom = self.custom else { throw EndpointFault("this Outpost needs an endpoint of its own") }
        return Self.outposts("https://\(bucket).\(place).\(custom.authority)")
    }

    static func outposts(_ url: String) -> AWSEndpoint {
        AWSEndpoint(url: url, signingRegion: "*", signingName: "s3-outposts", scheme: .sigv4a)
    }
}
