import Testing

@testable import AWSClient

@Suite struct CredentialsPlannerTests {
    private static let files = """
        [default]
        aws_access_key_id = DEFAULT
        aws_secret_access_key = s
        [profile base]
        aws_access_key_id = BASE
        aws_secret_access_key = s
        aws_session_token = t
        [profile prod]
        role_arn = arn:aws:iam::111122223333:role/ops
        source_profile = base
        external_id = e-1
        role_session_name = me
        duration_seconds = 900
        [profile chained]
        role_arn = arn:aws:iam::444455556666:role/far
        source_profile = prod
        [profile self]
        role_arn = arn:aws:iam::111122223333:role/self
        source_profile = self
        aws_access_key_id = SELF
        aws_secret_access_key = s
        [profile fromenv]
        role_arn = arn:aws:iam::111122223333:role/env
        credential_source = Environment
        [profile ec2]
        role_arn = arn:aws:iam::111122223333:role/x
        credential_source = Ec2InstanceMetadata
        [profile mfa]
        role_arn = arn:aws:iam::111122223333:role/x
        source_profile = base
        mfa_serial = arn:aws:iam::111122223333:mfa/me
        [profile circleA]
        role_arn = arn:aws:iam::111122223333:role/x
        source_profile = circleB
        [profile circleB]
        role_arn = arn:aws:iam::111122223333:role/x
        source_profile = circleA
        [profile sso]
        sso_start_url = https://x
        [profile process]
        credential_process = /bin/x
        [profile web]
        role_arn = arn:aws:iam::111122223333:role/x
        web_identity_token_file = /t
        [profile empty]
        region = eu-west-1
        [profile half]
        aws_access_key_id = X
        [profile both]
        role_arn = arn:aws:iam::111122223333:role/x
        source_profile = base
        credential_source = Environment
        """
    private static let keys = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"]
    private static let base = CredentialsPlan.fixed(AWSCredentials(accessKeyID: "BASE", secretAccessKey: "s", sessionToken: "t"))
    private static let prod = CredentialsPlan.assumeRole(
        AssumedRole(roleARN: "arn:aws:iam::111122223333:role/ops", externalID: "e-1", sessionName: "me", durationSeconds: 900), with: base)

    @Test(arguments: [
        (Self.keys, CredentialsSource.standardChain, CredentialsPlan.fixed(AWSCredentials(accessKeyID: "ENV", secretAccessKey: "s"))),
        (
            Self.keys.merging(["AWS_SESSION_TOKEN": "t", "AWS_PROFILE": "base"]) { $1 }, .standardChain,
            .fixed(AWSCredentials(accessKeyID: "ENV", secretAccessKey: "s", sessionToken: "t"))
        ),
        ([:], .standardChain, .fixed(AWSCredentials(accessKeyID: "DEFAULT", secretAccessKey: "s"))),
        (["AWS_PROFILE": "base"], .standardChain, Self.base), (["AWS_DEFAULT_PROFILE": "base"], .standardChain, Self.base),
        (Self.keys, .profile("base"), Self.base), ([:], .profile("prod"), Self.prod),
        ([:], .profile("chained"), .assumeRole(AssumedRole(roleARN: "arn:aws:iam::444455556666:role/far"), with: Self.prod)),
        (
            [:], .profile("self"),
            .assumeRole(
                AssumedRole(roleARN: "arn:aws:iam::111122223333:role/self"), with: .fixed(AWSCredentials(accessKeyID: "SELF", secretAccessKey: "s")))
        ),
        (
            Self.keys, .profile("fromenv"),
            .assumeRole(
                AssumedRole(roleARN: "arn:aws:iam::111122223333:role/env"), with: .fixed(AWSCredentials(accessKeyID: "ENV", secretAccessKey: "s")))
        ),
        (
            [:], .role(AssumedRole(roleARN: "arn:aws:iam::1:role/r"), source: .profile("base")),
            .assumeRole(AssumedRole(roleARN: "arn:aws:iam::1:role/r"), with: Self.base)
        )
    ])
    func sourceHasItsPlan(variables: [String: String], source: CredentialsSource, plan: CredentialsPlan) throws {
        #expect(try self.planner(variables).plan(for: source) == plan)
    }

    @Test(arguments: [
        ("ec2", AWSErrorCode.credentialSourceNotSupported, "credential_source = Ec2InstanceMetadata"),
        ("mfa", AWSErrorCode.credentialSourceNotSupported, "mfa_serial"), ("sso", AWSErrorCode.credentialSourceNotSupported, "sso_start_url"),
        ("process", AWSErrorCode.credentialSourceNotSupported, "credential_process"),
        ("web", AWSErrorCode.credentialSourceNotSupported, "web_identity_token_file"),
        ("circleA", AWSErrorCode.invalidConfiguration, "circleA → circleB → circleA"), ("empty", AWSErrorCode.noCredentials, "\"empty\""),
        ("half", AWSErrorCode.invalidConfiguration, "aws_secret_access_key"), ("both", AWSErrorCode.invalidConfiguration, "source_profile"),
        ("fromenv", AWSErrorCode.noCredentials, "environment"), ("none", AWSErrorCode.noCredentials, "\"none\"")
    ])
    func profileThatCannotServeSaysWhy(profile: String, code: String, word: String) {
        let error = #expect(throws: AWSError.self) { try self.planner([:]).plan(for: .profile(profile)) }
        #expect(error?.code == code)
        #expect(error?.message.contains(word) == true)
        #expect(error?.errorClass == .noCredentials)
    }

    @Test(arguments: [
        ([:], AWSErrorCode.noCredentials, "IMDS"), (["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"], AWSErrorCode.credentialSourceNotSupported, "web identity"),
        (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x"], AWSErrorCode.credentialSourceNotSupported, "container"),
        (["AWS_ACCESS_KEY_ID": "x"], AWSErrorCode.noCredentials, "AWS_SECRET_ACCESS_KEY"),
        (["AWS_PROFILE": "gone"], AWSErrorCode.noCredentials, "gone")
    ])
    func chainWithoutCredentialsSaysWhy(variables: [String: String], code: String, word: String) {
        let planner = CredentialsPlanner(environment: AWSEnvironment(variables), files: SharedConfig())
        let error = #expect(throws: AWSError.self) { try planner.plan(for: .standardChain) }
        #expect(error?.code == code)
        #expect(error?.message.contains(word) == true)
    }

    private func planner(_ variables: [String: String]) throws -> CredentialsPlanner {
        CredentialsPlanner(
            environment: AWSEnvironment(variables), files: SharedConfig(config: try SharedConfigFile(parsing: Self.files)))
    }
}
