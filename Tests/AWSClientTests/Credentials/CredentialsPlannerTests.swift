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
        [profile ecs]
        role_arn = arn:aws:iam::111122223333:role/x
        credential_source = EcsContainer
        [profile oddsource]
        role_arn = arn:aws:iam::111122223333:role/x
        credential_source = Moon
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
        [profile login]
        login_session = x
        [profile sourceonly]
        source_profile = base
        [profile nosource]
        role_arn = arn:aws:iam::111122223333:role/x
        source_profile = absent
        [profile badarn]
        role_arn = role/x
        source_profile = base
        [profile badsession]
        role_arn = arn:aws:iam::111122223333:role/x
        role_session_name = Your Session Name
        source_profile = base
        [profile badduration]
        role_arn = arn:aws:iam::111122223333:role/x
        duration_seconds = 899
        source_profile = base
        [profile badid]
        role_arn = arn:aws:iam::111122223333:role/x
        external_id = x
        source_profile = base
        [profile process]
        credential_process = /bin/x 'a b'
        [profile web]
        role_arn = arn:aws:iam::111122223333:role/x
        web_identity_token_file = /t
        [profile empty]
        region = eu-west-1
        [profile half]
        aws_access_key_id = X
        [profile openquote]
        credential_process = /bin/x 'a
        [profile both]
        role_arn = arn:aws:iam::111122223333:role/x
        source_profile = base
        credential_source = Environment
        """
    private static let keys = ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"]
    private static let base = Self.keys("BASE", token: "t", "the profile \"base\" (config:5)")
    private static let prod = CredentialsPlan.assumeRole(
        AssumedRole(roleARN: "arn:aws:iam::111122223333:role/ops", externalID: "e-1", sessionName: "me", durationSeconds: 900), with: base)
    private static let ofEnvironment = Self.keys("ENV", "the environment (AWS_ACCESS_KEY_ID)")
    private static let web = ["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "arn:aws:iam::1:role/web"]
    private static let container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"]
    private static let ofContainer = CredentialsPlan.container(
        ContainerEndpoint(url: "http://169.254.170.2/v2/x", authorization: .none, variable: "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"))
    private static let ofInstance = CredentialsPlan.instanceMetadata(
        InstanceMetadataEndpoint(url: "http://169.254.169.254", timeoutSeconds: 1, attemptsMax: 1, allowsVersion1: false))

    private static func keys(_ id: String, token: String? = nil, _ origin: String) -> CredentialsPlan {
        .fixed(AWSCredentials(accessKeyID: id, secretAccessKey: "s", sessionToken: token), origin: origin)
    }

    private static func role(_ name: String, with source: CredentialsPlan) -> CredentialsPlan {
        .assumeRole(AssumedRole(roleARN: "arn:aws:iam::111122223333:role/\(name)"), with: source)
    }

    @Test(arguments: [
        (Self.keys, CredentialsSource.standardChain, Self.ofEnvironment),
        (
            Self.keys.merging(["AWS_SESSION_TOKEN": "t", "AWS_PROFILE": "base"]) { $1 }, .standardChain,
            Self.keys("ENV", token: "t", "the environment (AWS_ACCESS_KEY_ID)")
        ),
        ([:], .standardChain, Self.keys("DEFAULT", "the profile \"default\" (config:2)")),
        (["AWS_PROFILE": "base"], .standardChain, Self.base), (["AWS_DEFAULT_PROFILE": "base"], .standardChain, Self.base),
        (Self.keys, .profile("base"), Self.base), ([:], .profile("prod"), Self.prod),
        ([:], .profile("chained"), .assumeRole(AssumedRole(roleARN: "arn:aws:iam::444455556666:role/far"), with: Self.prod)),
        ([:], .profile("self"), Self.role("self", with: Self.keys("SELF", "the profile \"self\" (config:20)"))),
        (Self.keys, .profile("fromenv"), Self.role("env", with: Self.ofEnvironment)),
        ([:], .profile("ec2"), Self.role("x", with: Self.ofInstance)), (Self.container, .profile("ecs"), Self.role("x", with: Self.ofContainer)),
        (
            Self.web.merging(["AWS_ROLE_SESSION_NAME": "pod"]) { $1 }, .standardChain,
            .webIdentity(
                WebIdentity(
                    role: AssumedRole(roleARN: "arn:aws:iam::1:role/web", sessionName: "pod"), tokenFile: "/t", origin: "AWS_WEB_IDENTITY_TOKEN_FILE")
            )
        ),
        (Self.web.merging(Self.keys) { $1 }, .standardChain, Self.ofEnvironment),
        (Self.container.merging(["AWS_PROFILE": "empty"]) { $1 }, .standardChain, Self.ofContainer),
        (["AWS_PROFILE": "empty"], .standardChain, Self.ofInstance),
        (
            [:], .role(AssumedRole(roleARN: "arn:aws:iam::1:role/r"), source: .profile("base")),
            .assumeRole(AssumedRole(roleARN: "arn:aws:iam::1:role/r"), with: Self.base)
        )
    ])
    func sourceHasItsPlan(variables: [String: String], source: CredentialsSource, plan: CredentialsPlan) throws {
        #expect(try self.planner(variables).plan(for: source) == plan)
    }

    @Test func programOfAProfileIsCutIntoWords() throws {
        guard case .process(let process) = try self.planner([:]).plan(for: .profile("process")) else { throw AWSError.credentials("", "") }
        #expect(process.words.map(\.revealed) == ["/bin/x", "a b"])
        #expect(process.place.hasPrefix("config:"))
    }

    @Test func tokenFileOfAProfileIsAWebIdentity() throws {
        guard case .webIdentity(let identity) = try self.planner([:]).plan(for: .profile("web")) else { throw AWSError.credentials("", "") }
        #expect(identity.tokenFile == "/t")
        #expect(identity.role.sessionName == AssumedRole.defaultSessionName)
    }

    @Test func summaryNamesTheChainWithoutItsSecrets() {
        #expect(
            Self.prod.summary == "arn:aws:iam::111122223333:role/ops, assumed with keys of the profile \"base\" (config:5)")
    }

    @Test(arguments: [
        ("mfa", AWSErrorCode.credentialSourceNotSupported, "mfa_serial"), ("sso", AWSErrorCode.invalidConfiguration, "sso_account_id"),
        ("login", AWSErrorCode.credentialSourceNotSupported, "login_session"), ("openquote", AWSErrorCode.invalidConfiguration, "quote"),
        ("oddsource", AWSErrorCode.invalidConfiguration, "Ec2InstanceMetadata"), ("sourceonly", AWSErrorCode.invalidConfiguration, "role_arn"),
        ("nosource", AWSErrorCode.noCredentials, "\"absent\""), ("badarn", AWSErrorCode.invalidConfiguration, "arn:aws:iam"),
        ("badsession", AWSErrorCode.invalidConfiguration, "session name"), ("badduration", AWSErrorCode.invalidConfiguration, "900"),
        ("badid", AWSErrorCode.invalidConfiguration, "external id"), ("ecs", AWSErrorCode.noCredentials, "EcsContainer"),
        ("circleA", AWSErrorCode.invalidConfiguration, "circleA → circleB → circleA"), ("empty", AWSErrorCode.noCredentials, "\"empty\""),
        ("half", AWSErrorCode.invalidConfiguration, "aws_secret_access_key"), ("both", AWSErrorCode.invalidConfiguration, "source_profile"),
        ("fromenv", AWSErrorCode.noCredentials, "Environment"), ("none", AWSErrorCode.noCredentials, "\"none\"")
    ])
    func profileThatCannotServeSaysWhyAndWhere(profile: String, code: String, word: String) {
        let error = #expect(throws: AWSError.self) { try self.planner([:]).plan(for: .profile(profile)) }
        #expect(error?.code == code)
        #expect(error?.message.contains(word) == true, "\(error?.message ?? "")")
        #expect(profile == "none" || error?.message.contains("config:") == true)
        #expect(error?.errorClass == .noCredentials)
    }

    @Test(arguments: [
        (["AWS_EC2_METADATA_DISABLED": "true"], AWSErrorCode.noCredentials, "IMDS"),
        (["AWS_WEB_IDENTITY_TOKEN_FILE": "/t"], AWSErrorCode.invalidConfiguration, "AWS_ROLE_ARN"),
        (["AWS_WEB_IDENTITY_TOKEN_FILE": "/t", "AWS_ROLE_ARN": "x"], AWSErrorCode.invalidConfiguration, "AWS_ROLE_ARN"),
        (["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://x"], AWSErrorCode.invalidConfiguration, "AWS_CONTAINER_CREDENTIALS_FULL_URI"),
        (["AWS_EC2_METADATA_SERVICE_ENDPOINT": "x"], AWSErrorCode.invalidConfiguration, "AWS_EC2_METADATA_SERVICE_ENDPOINT"),
        (["AWS_ACCESS_KEY_ID": "x"], AWSErrorCode.invalidConfiguration, "AWS_SECRET_ACCESS_KEY"),
        (["AWS_SECRET_ACCESS_KEY": "x"], AWSErrorCode.invalidConfiguration, "AWS_ACCESS_KEY_ID"),
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
            environment: AWSEnvironment(variables), files: SharedConfig(config: try SharedConfigFile(parsing: Self.files, path: "config")))
    }
}
