import Foundation
import Testing

@testable import AWSClient

@Suite struct CredentialsCheckTests {
    private let folder: ScratchFolder

    init() throws { self.folder = try ScratchFolder() }

    @Test func goodSourceIsNamed() throws {
        try self.config(
            "[profile base]\naws_access_key_id = A\naws_secret_access_key = hush\n[profile prod]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base"
        )
        let report = self.report(.profile("prod"))
        #expect(report.source == "arn:aws:iam::1:role/r, assumed with keys of the profile \"base\" (\(self.folder.path)/config:2)")
        #expect(report.faults.isEmpty && report.notes.isEmpty)
    }

    @Test(arguments: [
        ("[profile p]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = p2", "config:3", "\"p2\""),
        ("[profile p]\nmax_attempts = many", "config:2", "max_attempts"), ("[profile p]\nhush", "config:2", "name = value"),
        ("[profile p]\ncredential_process = /nonexistent/helper hush", "config:2", "/nonexistent/helper"),
        ("[profile p]\nrole_arn = arn:aws:iam::1:role/r\nweb_identity_token_file = /nonexistent/token", "", "/nonexistent/token"),
        ("[profile p]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = p\nmfa_serial = x", "config:4", "mfa_serial"),
        ("[profile p]\nregion = x", "config:1", "neither keys nor a role"), ("[profile q]", "", "\"p\""),
        ("[profile p]\naws_access_key_id = A\naws_secret_access_key = hush\nca_bundle = /nonexistent.pem", "", "/nonexistent.pem")
    ])
    func faultIsToldWithItsPlaceAndWithoutSecrets(config: String, place: String, word: String) throws {
        try self.config(config)
        let faults = self.report(.profile("p")).faults
        #expect(faults.count == 1, "\(faults)")
        #expect(faults.first?.contains(place) == true || place.isEmpty)
        #expect(faults.first?.contains(word) == true, "\(faults)")
        #expect(faults.first?.contains("hush") == false)
    }

    @Test func keysThatAreMissingInThisShellAreANote() {
        let report = self.report(.standardChain)
        #expect(report.source == nil && report.faults.isEmpty)
        #expect(report.notes.first?.contains("no AWS credentials") == true)
    }

    @Test func endpointThatWasNotAskedIsANote() {
        let report = self.report(.standardChain, ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://localhost:1/x"])
        #expect(report.source?.contains("http://localhost:1/x") == true)
        #expect(report.faults.isEmpty && report.notes.count == 1)
    }

    @Test func halfAPairOfVariablesIsAFaultEverywhere() {
        #expect(self.report(.standardChain, ["AWS_ACCESS_KEY_ID": "A"]).faults.count == 1)
        #expect(self.report(.standardChain, ["AWS_PROFILE": "gone"]).faults.count == 1)
        #expect(self.report(.role(AssumedRole(roleARN: "x"), source: .standardChain)).faults.count == 1)
    }

    private func config(_ text: String) throws { try self.folder.write(text, to: "config") }

    private func report(_ source: CredentialsSource, _ variables: [String: String] = [:]) -> CredentialsReport {
        let environment = [
            "AWS_CONFIG_FILE": "\(self.folder.path)/config", "AWS_SHARED_CREDENTIALS_FILE": "\(self.folder.path)/none",
            "AWS_EC2_METADATA_DISABLED": "true", "HOME": self.folder.path
        ]
        return CredentialsCheck(environment: AWSEnvironment(environment.merging(variables) { $1 }), clock: VirtualClock()).report(on: source)
    }
}
