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

                  addressing_style = path
                empty =

                [sso-session corp]
                """)
        #expect(Self.values(file, "default") == ["region": "eu-west-1"])
        #expect(Self.values(file, "profile my prod") == ["role_arn": "arn:aws:iam::1:role/x=y", "s3": "", "empty": ""])
        #expect(Self.values(file, "sso-session corp") == [:])
        let nested = file.sections["profile my prod"]?.settings["s3"]?.nested
        #expect(nested?.mapValues(\.value) == ["max_concurrent_requests": "20", "addressing_style": "path"])
        #expect(nested?["addressing_style"]?.line == 10)
        #expect(file.sections["profile my prod"]?.line == 5)
    }

    @Test func sectionMayBeIndentedAsAWhole() throws {
        let file = try SharedConfigFile(parsing: "[default]\n    region = r\n    s3 =\n        a = b\n    output = json\n  [profile x]\n\tregion = s")
        #expect(Self.values(file, "default") == ["region": "r", "s3": "", "output": "json"])
        #expect(file.sections["default"]?.settings["s3"]?.nested["a"]?.value == "b")
        #expect(Self.values(file, "profile x") == ["region": "s"])
    }

    @Test func sectionsOfOneNameAreOne() throws {
        let file = try SharedConfigFile(parsing: "[default]\na = 1\n[x]\n[default]\nb = 2")
        #expect(Self.values(file, "default") == ["a": "1", "b": "2"])
    }

    @Test(arguments: [
        ("a = b", 1), ("[x]\nno equals hush", 2), ("[x", 1), ("[]", 1), ("[x]\n= v", 2), ("[x]\na = hush\n\nA = hush", 4),
        ("[x]\na = hush\n  b = hush", 3), ("[x]\ns3 =\n  a = hush\n  a = hush", 4), ("[x]\ns3 =\n  hush", 3)
    ])
    func malformedFileIsRefusedWithItsLineAndWithoutItsText(text: String, line: Int) {
        let fault = #expect(throws: SharedConfigFile.Fault.self) { try SharedConfigFile(parsing: text) }
        #expect(fault?.line == line)
        #expect(fault?.description.contains("hush") == false)
    }

    @Test func credentialsFileGoesBeforeConfigFile() throws {
        let shared = SharedConfig(
            config: try SharedConfigFile(
                parsing: "[profile p]\nregion = a\naws_access_key_id = C\n[p]\nregion = wrong\n[default]\nregion = d", path: "config"),
            credentials: try SharedConfigFile(parsing: "[p]\naws_access_key_id = K", path: "keys"))
        let profile = try #require(shared.profile("p"))
        #expect(profile["region"] == "a")
        #expect(profile["aws_access_key_id"] == "K")
        #expect(profile.place(of: "region") == "config:2")
        #expect(profile.place(of: "aws_access_key_id") == "keys:2")
        #expect(profile.place(of: "none") == "config:1")
        #expect(shared.profile("default")?["region"] == "d")
        #expect(shared.profile("none") == nil)
    }

    @Test func filesAreFoundThroughTheEnvironmentAndBelowHome() throws {
        let home = try ScratchFolder()
        try home.write("\u{FEFF}[default]\nregion = home", to: ".aws/config")
        try home.write("[default]\nregion = other", to: "other")
        let elsewhere = AWSEnvironment(["HOME": home.path, "AWS_CONFIG_FILE": "~/other"])
        #expect(try SharedConfig.load(AWSEnvironment(["HOME": home.path])).profile("default")?["region"] == "home")
        #expect(try SharedConfig.load(elsewhere).profile("default")?["region"] == "other")
        #expect(try SharedConfig.load(AWSEnvironment(["HOME": home.path + "/none"])).profile("default") == nil)
        try home.write("[default]\nhush", to: "other")
        #expect(throws: AWSError.credentials(AWSErrorCode.invalidConfiguration, "\(home.path)/other:2: neither a section nor `name = value`")) {
            try SharedConfig.load(elsewhere)
        }
        try Data([0xFF, 0xFE]).write(to: URL(filePath: home.path + "/other"))
        let error = #expect(throws: AWSError.self) { try SharedConfig.load(elsewhere) }
        #expect(error?.code == AWSErrorCode.invalidConfiguration)
        #expect(error?.message.contains(home.path + "/other") == true)
    }

    private static func values(_ file: SharedConfigFile, _ section: String) -> [String: String]? {
        file.sections[section]?.settings.mapValues(\.value)
    }
}
