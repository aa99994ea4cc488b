import Foundation
import Testing

@testable import AWSClient

@Suite struct SharedConfigFileTests {
    @Test func sectionsAndSettingsAreRead() throws {
        let file = try SharedConfigFile(
            parsing: """
                # comment
                [default]
                region = eu-west-1
                ; another
                [ profile "my prod" ]
                Role_ARN=arn:aws:iam::1:role/x=y\r
                s3 =
                  max_concurrent_requests = 20
                empty =

                [sso-session corp]
                """)
        #expect(file.sections["default"] == ["region": "eu-west-1"])
        #expect(file.sections["profile my prod"] == ["role_arn": "arn:aws:iam::1:role/x=y", "s3": "", "empty": ""])
        #expect(file.sections["sso-session corp"] == [:])
    }

    @Test(arguments: [
        ("a = b", 1), ("[x]\nno equals hush", 2), ("[x", 1), ("[]", 1), ("[x]\n= v", 2), ("[x]\na = hush\n\nA = hush", 4)
    ])
    func malformedFileIsRefusedWithItsLineAndWithoutItsText(text: String, line: Int) {
        let fault = #expect(throws: SharedConfigFile.Fault.self) { try SharedConfigFile(parsing: text) }
        #expect(fault?.line == line)
        #expect(fault?.description.contains("hush") == false)
    }

    @Test func credentialsFileGoesBeforeConfigFile() throws {
        let shared = SharedConfig(
            config: try SharedConfigFile(parsing: "[profile p]\nregion = a\naws_access_key_id = C\n[p]\nregion = wrong\n[default]\nregion = d"),
            credentials: try SharedConfigFile(parsing: "[p]\naws_access_key_id = K"))
        #expect(shared.profile("p") == ["region": "a", "aws_access_key_id": "K"])
        #expect(shared.profile("default") == ["region": "d"])
        #expect(shared.profile("none") == nil)
    }

    @Test func filesAreFoundThroughTheEnvironmentAndBelowHome() throws {
        let home = FileManager.default.temporaryDirectory.appending(path: "aws-home-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: home.appending(path: ".aws"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: home) }
        try Data("[default]\nregion = home".utf8).write(to: home.appending(path: ".aws/config"))
        try Data("[default]\nregion = other".utf8).write(to: home.appending(path: "other"))
        let atHome = AWSEnvironment(["HOME": home.path])
        #expect(try SharedConfig.load(atHome).profile("default") == ["region": "home"])
        let elsewhere = AWSEnvironment(["HOME": home.path, "AWS_CONFIG_FILE": "~/other"])
        #expect(try SharedConfig.load(elsewhere).profile("default") == ["region": "other"])
        let missing = AWSEnvironment(["HOME": home.path + "/none"])
        #expect(try SharedConfig.load(missing).profile("default") == nil)
        try Data([0xFF, 0xFE]).write(to: home.appending(path: "other"))
        let error = #expect(throws: AWSError.self) { try SharedConfig.load(elsewhere) }
        #expect(error?.code == AWSErrorCode.invalidConfiguration)
        #expect(error?.message.contains(home.path + "/other") == true)
    }
}
