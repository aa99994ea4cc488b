import Testing

@testable import IAMPolicy

/// What the caller tells about the document counts.
@Suite struct LintContextTests {
    @Test func trustInOnesOwnAccountNeedsNoExternalID() {
        let text = Linting.trust(#"{"AWS": "arn:aws:iam::123456789012:role/x"}"#)
        #expect(Linting.codes(text, account: "123456789012") == [])
        #expect(PolicyLint.lint(text: text, account: "210987654321").map(\.severity) == [.securityWarning])
        #expect(PolicyLint.lint(text: text).map(\.severity) == [.warning])
    }

    @Test func neptunesDataStaysInItsAccount() {
        let text = Documents.statement("\"Action\": \"neptune-db:ReadDataViaQuery\", \"Resource\": \"\(Linting.data)\"")
        #expect(Linting.codes(text, account: "123456789012") == [])
        #expect(Linting.codes(text, account: "210987654321") == ["NEPTUNE_DB_CROSS_ACCOUNT"])
    }

    @Test func theAccountsOwnQuotasCount() {
        let text = Linting.trust(#"{"Service": "ec2.amazonaws.com"}"#)
        let count = text.unicodeScalars.count { $0 != " " }
        #expect(PolicyLint.lint(text: text, quotas: PolicyQuotas(trustPolicy: count)) == [])
        #expect(PolicyLint.lint(text: text, quotas: PolicyQuotas(trustPolicy: count - 1)).map(\.severity) == [.error])
    }

    @Test func whatIAMDoesNotStoreMayHaveAnyCharacterAndOldVersions() {
        let text = Documents.statement(
            #""Sid": "Größe – Ω", "Principal": {"AWS": "123456789012"}, "Action": "kms:*", "Resource": "*""#, version: "2008-10-17")
        #expect(Linting.errors(text, .key) == [])
        #expect(Linting.errors(text.replacing("kms:*", with: "sts:AssumeRole"), .trust).contains("INVALID_CHARACTER"))
    }
}
