import Testing

@testable import AWSClient

@Suite struct EndpointResolverTests {
    @Test(arguments: [
        ("http://account:1", "http://kms:2", "http://all:3", "http://account:1"), (nil, "http://kms:2/", "http://all:3", "http://kms:2"),
        (nil, nil, "https://all:3/path/", "https://all:3/path"), (nil, "", "", "https://kms.eu-west-1.amazonaws.com")
    ])
    func nearerURLGoesBeforeTheFartherOne(account: String?, service: String?, all: String?, expected: String) throws {
        var variables: [String: String] = [:]
        variables["AWS_ENDPOINT_URL_KMS"] = service
        variables["AWS_ENDPOINT_URL"] = all
        let resolver = EndpointResolver(accountEndpointURL: account, environment: AWSEnvironment(variables))
        let endpoint = try resolver.endpoint(for: KMS.service, region: "eu-west-1")
        #expect(endpoint == AWSEndpoint(url: expected, signingRegion: "eu-west-1"))
    }

    @Test func globalServiceBehindAnotherURLIsSignedForItsOwnRegion() throws {
        let resolver = EndpointResolver(accountEndpointURL: "http://127.0.0.1:5000", environment: AWSEnvironment([:]))
        #expect(try resolver.endpoint(for: IAM.service, region: "eu-west-1").signingRegion == "us-east-1")
        #expect(try resolver.endpoint(for: IAM.service, region: "cn-northwest-1").signingRegion == "cn-north-1")
    }

    @Test func configuredURLsOfTheEnvironmentCanBeIgnored() throws {
        let environment = AWSEnvironment(["AWS_ENDPOINT_URL": "http://all:3", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"])
        let endpoint = try EndpointResolver(accountEndpointURL: nil, environment: environment).endpoint(for: STS.service, region: "eu-west-1")
        #expect(endpoint.url == "https://sts.eu-west-1.amazonaws.com")
    }

    @Test(arguments: [
        ("AWS_USE_FIPS_ENDPOINT", "https://sts-fips.eu-west-1.amazonaws.com"), ("AWS_USE_DUALSTACK_ENDPOINT", "https://sts.eu-west-1.api.aws")
    ])
    func variantsAreChosenByTheEnvironment(variable: String, expected: String) throws {
        for (value, url) in [("true", expected), ("false", "https://sts.eu-west-1.amazonaws.com")] {
            let resolver = EndpointResolver(accountEndpointURL: nil, environment: AWSEnvironment([variable: value]))
            #expect(try resolver.endpoint(for: STS.service, region: "eu-west-1").url == url)
        }
        let both = EndpointResolver(accountEndpointURL: "http://127.0.0.1:5000", environment: AWSEnvironment([variable: "true"]))
        #expect(throws: AWSError.self) { try both.endpoint(for: STS.service, region: "eu-west-1") }
    }

    @Test(
        arguments: [
            ([:], "us-east-1", "https://stage.s3.amazonaws.com"),
            (["AWS_S3_US_EAST_1_REGIONAL_ENDPOINT": "regional"], "us-east-1", "https://stage.s3.us-east-1.amazonaws.com"),
            (["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9000"], "us-east-1", "http://127.0.0.1:9000/stage"),
            ([:], "cn-north-1", "https://stage.s3.cn-north-1.amazonaws.com.cn")
        ] as [([String: String], String, String)])
    func bucketIsPartOfTheEndpoint(variables: [String: String], region: String, expected: String) throws {
        let resolver = EndpointResolver(accountEndpointURL: nil, environment: AWSEnvironment(variables))
        #expect(try resolver.endpoint(for: S3.getBucketPolicy, region: region, parameters: ["Bucket": "stage"]).url == expected)
    }

    @Test func bucketInThePathTakesNoSlashBehindIt() throws {
        let endpoint = AWSEndpoint(url: "http://127.0.0.1:9000/stage", signingRegion: "eu-west-1")
        let request = try RequestBuilder(operation: S3.getBucketPolicy, endpoint: endpoint, idempotencyToken: "t").request(parameters: [
            "Bucket": "stage"
        ])
        #expect(request.url == "http://127.0.0.1:9000/stage?policy")
    }

    @Test(arguments: [("arn:aws:s3::111122223333:accesspoint/many.mrap", "sigv4a"), ("load-stage--euw1-az1--x-s3", "sigv4-s3express")])
    func whatThisClientCannotSignForIsRefused(bucket: String, scheme: String) {
        let resolver = EndpointResolver(accountEndpointURL: nil, environment: AWSEnvironment([:]))
        let error = #expect(throws: AWSError.self) {
            try resolver.endpoint(for: S3.headBucket, region: "eu-west-1", parameters: ["Bucket": .string(bucket)])
        }
        #expect(error?.message.contains(scheme) == true)
        #expect(error?.operation == "HeadBucket")
    }

    @Test func queriesAndControlOfNeptuneAnalyticsHaveHostsOfTheirOwn() throws {
        let resolver = EndpointResolver(accountEndpointURL: nil, environment: AWSEnvironment([:]))
        let control = try resolver.endpoint(for: NeptuneGraph.getGraph, region: "eu-west-1", parameters: ["graphIdentifier": "g"])
        #expect(control.url == "https://neptune-graph.eu-west-1.amazonaws.com")
    }

    @Test(arguments: ["ftp://a", "a:5000", "http://", "http://a/?q", "http://a b", "http://u:p@a", "http://a/#f", "http://ü/"])
    func malformedURLIsRefused(url: String) {
        let resolver = EndpointResolver(accountEndpointURL: url, environment: AWSEnvironment([:]))
        let error = #expect(throws: AWSError.self) { try resolver.endpoint(for: IAM.service, region: "eu-west-1") }
        #expect(error?.code == AWSErrorCode.invalidEndpoint)
        #expect(error?.message.contains(url) == false)
    }

    @Test(arguments: ["", "EU-WEST-1", "eu-west-1.evil.example", "a/b", "a@b", "ü"])
    func whatIsNoRegionIsRefused(region: String) {
        let resolver = EndpointResolver(accountEndpointURL: nil, environment: AWSEnvironment([:]))
        #expect(throws: AWSError.self) { try resolver.endpoint(for: KMS.service, region: region) }
    }

    @Test(arguments: [
        ("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-east-1", "aws-us-gov"), ("us-iso-west-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"), ("eu-isoe-west-1", "aws-iso-e"), ("us-isof-east-1", "aws-iso-f"), ("eusc-de-east-1", "aws-eusc"),
        ("xx-new-9", "aws")
    ])
    func regionHasItsPartition(region: String, partition: String) { #expect(AWSPartition.of(region: region).id == partition) }
}
