import Testing

@testable import AWSClient

@Suite struct AWSSettingsTests {
    private static let files = """
        [default]
        retry_mode = legacy
        [profile prod]
        max_attempts = 7
        use_fips_endpoint = True
        use_dualstack_endpoint = true
        ca_bundle = ~/ca.pem
        endpoint_url = http://all
        services = local
        ec2_metadata_v1_disabled = false
        [services local]
        kms =
          endpoint_url = http://kms
        neptune_graph =
          endpoint_url = http://graph
        iam =
          other = x
        [profile wrong]
        max_attempts = many
        retry_mode = eager
        use_fips_endpoint = yes
        """

    @Test func profileSaysWhatTheEnvironmentDoesNot() throws {
        let settings = try self.settings([:], "prod")
        #expect(settings.profile == "prod")
        #expect(settings.attemptsMax == 7)
        #expect(settings.usesFIPS && settings.usesDualStack)
        #expect(settings.environment.caBundlePath == "/h/ca.pem")
        #expect(settings.environment["AWS_ENDPOINT_URL"] == "http://all")
        #expect(settings.environment["AWS_ENDPOINT_URL_KMS"] == "http://kms")
        #expect(settings.environment["AWS_ENDPOINT_URL_NEPTUNE_GRAPH"] == "http://graph")
        #expect(settings.environment["AWS_ENDPOINT_URL_IAM"] == nil)
        #expect(settings.environment["AWS_EC2_METADATA_V1_DISABLED"] == "false")
    }

    @Test func environmentGoesBeforeTheProfile() throws {
        let settings = try self.settings(
            [
                "AWS_PROFILE": "prod", "AWS_MAX_ATTEMPTS": "2", "AWS_USE_FIPS_ENDPOINT": "false", "AWS_ENDPOINT_URL_KMS": "http://mine",
                "AWS_CA_BUNDLE": ""
            ], nil)
        #expect(settings.attemptsMax == 2)
        #expect(!settings.usesFIPS)
        #expect(settings.environment["AWS_ENDPOINT_URL_KMS"] == "http://mine")
        #expect(settings.environment.caBundlePath == "/h/ca.pem")
    }

    @Test func variableForAllServicesGoesBeforeTheFilesWordOnOne() throws {
        let settings = try self.settings(["AWS_ENDPOINT_URL": "http://env"], "prod")
        #expect(settings.environment["AWS_ENDPOINT_URL"] == "http://env")
        #expect(settings.environment["AWS_ENDPOINT_URL_KMS"] == nil)
    }

    @Test(
        arguments: [([:], 5), (["AWS_RETRY_MODE": "standard"], nil), (["AWS_RETRY_MODE": "ADAPTIVE", "AWS_MAX_ATTEMPTS": "4"], 4)]
            as [([String: String], Int?)])
    func retryModeAndAttemptsAreRead(variables: [String: String], attempts: Int?) throws {
        #expect(try self.settings(variables, nil).attemptsMax == attempts)
    }

    @Test(arguments: [
        ("AWS_MAX_ATTEMPTS", "0"), ("AWS_MAX_ATTEMPTS", "101"), ("AWS_MAX_ATTEMPTS", "3x"), ("AWS_RETRY_MODE", "hush"),
        ("AWS_USE_FIPS_ENDPOINT", "1"),
        ("AWS_EC2_METADATA_DISABLED", "yes"), ("AWS_METADATA_SERVICE_TIMEOUT", "0"), ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv5")
    ])
    func wrongVariableIsNamedWithoutItsValue(name: String, value: String) {
        let error = #expect(throws: AWSError.self) { try self.settings([name: value], nil) }
        #expect(error?.message.hasPrefix(name) == true)
        #expect(error?.message.contains("hush") == false)
        #expect(error?.errorClass == .noCredentials)
    }

    @Test func everyWrongSettingIsNamedWithItsPlace() throws {
        let files = SharedConfig(config: try SharedConfigFile(parsing: Self.files, path: "config"))
        let faults = AWSSettings.faults(environment: AWSEnvironment([:]), section: files.profile("wrong"))
        #expect(faults.count == 3)
        #expect(faults.first == "config:19: max_attempts is no whole number from 1 to 100")
        #expect(throws: AWSError.self) { try self.settings([:], "wrong") }
        #expect(try self.settings([:], "absent").profile == nil)
    }

    private func settings(_ variables: [String: String], _ profile: String?) throws -> AWSSettings {
        try AWSSettings(
            environment: AWSEnvironment(variables, homeDirectory: "/h"),
            files: SharedConfig(config: try SharedConfigFile(parsing: Self.files, path: "config")), profile: profile)
    }
}
