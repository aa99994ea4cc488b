import Testing

@testable import AWSClient

@Suite struct EndpointResolverTests {
    @Test func everyEndpointIsTheOneOfBotocoresRules() throws {
        let rows = try #require(try Fixtures.json("endpoints.json").arrayValue).compactMap(\.arrayValue)
        #expect(rows.count == 168)
        for row in rows {
            let service = try #require([IAM.service, STS.service, KMS.service].first { $0.id == row[0].stringValue })
            let environment = AWSEnvironment([
                "AWS_USE_FIPS_ENDPOINT": row[2] == true ? "TRUE" : "false", "AWS_USE_DUALSTACK_ENDPOINT": row[3] == true ? "true" : ""
            ])
            let endpoint = try EndpointResolver(accountEndpointURL: nil, environment: environment)
                .endpoint(for: service, region: row[1].stringValue ?? "")
            #expect(endpoint.url == row[4].stringValue, "\(row)")
            #expect(endpoint.signingRegion == row[5].stringValue, "\(row)")
        }
    }

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
