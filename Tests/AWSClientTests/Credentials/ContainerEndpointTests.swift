import Testing

@testable import AWSClient

@Suite struct ContainerEndpointTests {
    @Test(arguments: [
        "http://127.0.0.1/x", "http://127.255.0.9:80/", "http://localhost:8080/y", "http://LOCALHOST/y", "http://[::1]/", "http://169.254.170.2/v2",
        "http://169.254.170.23/v1/credentials", "http://[fd00:ec2::23]/v1", "https://example.com/creds", "https://10.0.0.1:8443/"
    ])
    func hostNearbyOrHTTPSIsTaken(url: String) throws {
        #expect(try ContainerEndpoint.of(AWSEnvironment(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]))?.url == url)
    }

    @Test(arguments: [
        "http://example.com/", "http://169.254.169.254/latest", "http://169.254.170.3/", "http://10.0.0.1/", "http://localhost.evil.example/",
        "http://127.0.0.1.evil.example/", "http://127.0.0.1@evil.example/", "http://0x7f.1/", "http://127.1/", "http://1270.0.0.1/",
        "ftp://localhost/",
        "localhost", "http://", "http:///x", "http://[::2]/", "http://[::1", "http://localhost\\@evil/", "http://local host/", "http://127.0.0.256/"
    ])
    func tokenIsShownToNobodyElse(url: String) {
        let error = #expect(throws: AWSError.self) {
            try ContainerEndpoint.of(AWSEnvironment(["AWS_CONTAINER_CREDENTIALS_FULL_URI": url, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "hush"]))
        }
        #expect(error?.code == AWSErrorCode.invalidConfiguration)
        #expect(error?.message.contains("hush") == false)
    }

    @Test func relativeURIIsTheAgentsAndGoesFirst() throws {
        let environment = AWSEnvironment([
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/credentials/x", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/"
        ])
        #expect(try ContainerEndpoint.of(environment)?.url == "http://169.254.170.2/v2/credentials/x")
        #expect(try ContainerEndpoint.of(AWSEnvironment([:])) == nil)
    }

    @Test(arguments: ["v2", ".evil.example/", "@evil.example/", "/a b", "/a\r\nX: y"])
    func relativeURIThatIsNoPathIsRefused(path: String) {
        #expect(throws: AWSError.self) { try ContainerEndpoint.of(AWSEnvironment(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": path])) }
    }

    @Test func tokenWithALineBreakIsRefused() {
        let environment = AWSEnvironment([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost/", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "hush\r\nX: y"
        ])
        let error = #expect(throws: AWSError.self) { try ContainerEndpoint.of(environment) }
        #expect(error?.message.contains("hush") == false)
    }

    @Test func instanceMetadataIsWhereTheEnvironmentSays() throws {
        #expect(try InstanceMetadataEndpoint.of(AWSEnvironment([:]))?.url == "http://169.254.169.254")
        #expect(try InstanceMetadataEndpoint.of(AWSEnvironment(["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"]))?.url == "http://[fd00:ec2::254]")
        #expect(try InstanceMetadataEndpoint.of(AWSEnvironment(["AWS_EC2_METADATA_DISABLED": "True"])) == nil)
        #expect(try InstanceMetadataEndpoint.of(AWSEnvironment(["AWS_METADATA_SERVICE_TIMEOUT": "7"]))?.timeoutSeconds == 7)
        #expect(throws: AWSError.self) { try InstanceMetadataEndpoint.of(AWSEnvironment(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "169.254.169.254"])) }
    }
}
