import Foundation
import ReconcileCore
import Testing

@testable import Manifests

@Suite struct ConfigurationCheckTests {
    private func faults(secretFile: String, manifests: String = "/nonexistent", credentials: String = "{}", environment: [String: String] = [:])
        throws
        -> [String]
    {
        let text = """
            manifests: \(manifests)
            accounts:
              - {name: prod, accountID: "111122223333", region: eu-west-1\(credentials == "{}" ? "" : ", credentials: \(credentials)")}
            webhooks:
              - name: ops
                url: https://hooks.example.com
                secretFile: \(secretFile)
            """
        let parsed = try ConfigurationLoader.parse(text: text, file: "c.yaml")
        return ConfigurationCheck.faults(of: parsed, environment: environment).map(\.description)
    }

    private static func secret(_ bytes: Int) -> String { "whsec_\(Data(repeating: 7, count: bytes).base64EncodedString())" }

    @Test(arguments: [
        (Self.secret(24), nil), (String(Self.secret(64).dropLast(2)), nil),
        (String(repeating: "\(Self.secret(24))\n", count: 8), nil),
        (String(repeating: "\(Self.secret(24))\n", count: 9), "holds 9 secrets; at most 8 may be valid at once"), ("\(Self.secret(64))\n", nil),
        ("\(Self.secret(24))\n\(Self.secret(32))\n", nil),
        ("", "is empty; it must hold whsec_ and base64"), ("\n \n", "is empty; it must hold whsec_ and base64"),
        ("secret", "must hold whsec_ and base64"), ("whsec_???", "holds no proper base64 after whsec_"),
        (Self.secret(23), "holds a secret of 23 bytes; it must have 24 to 64"),
        (Self.secret(65), "holds a secret of 65 bytes; it must have 24 to 64")
    ])
    func checksTheFormOfASecret(text: String, message: String?) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("secret", text)
        let expected = message.map { ["c.yaml:7:17: webhooks[0].secretFile: \(file) \($0)"] } ?? []
        #expect(try self.faults(secretFile: file) == expected)
    }

    @Test func tellsASecretThatCannotBeRead() throws {
        #expect(
            try self.faults(secretFile: "/nonexistent/s") == [
                "c.yaml:7:17: webhooks[0].secretFile: /nonexistent/s cannot be read: No such file or directory"
            ])
        #expect(try self.faults(secretFile: "/dev/null") == ["c.yaml:7:17: webhooks[0].secretFile: /dev/null is no regular file"])
    }

    @Test func tellsAManifestsFolderThatIsNone() throws {
        let folder = try TemporaryFolder()
        let secret = try folder.write("secret", Self.secret(32))
        #expect(try self.faults(secretFile: secret, manifests: secret) == ["c.yaml:1:12: manifests: `\(secret)` is no folder"])
        #expect(try self.faults(secretFile: secret, manifests: folder.path).isEmpty)
    }

    @Test func tellsAProfileThatCannotBeLookedUp() throws {
        let folder = try TemporaryFolder()
        let secret = try folder.write("secret", Self.secret(32))
        let environment = ["HOME": "\(folder.path)/home", "AWS_CONFIG_FILE": "\(folder.path)/config"]
        let missing = "neither \(folder.path)/config nor \(folder.path)/home/.aws/credentials can be read"
        #expect(
            try self.faults(secretFile: secret, credentials: "{profile: p}", environment: environment) == [
                "c.yaml:3:87: the profile `p` cannot be looked up: \(missing)"
            ])
        try folder.write("config", "[profile p]\n")
        #expect(try self.faults(secretFile: secret, credentials: "{profile: p}", environment: environment).isEmpty)
    }
}
