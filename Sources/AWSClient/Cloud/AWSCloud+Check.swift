package import ReconcileCore

extension AWSCloud {
    /// Where an account's credentials would come from, and what is wrong with them; asks nobody.
    package static func credentialsReport(on account: AccountSettings, environment: AWSEnvironment) -> CredentialsReport {
        CredentialsCheck(environment: environment).report(on: Self.source(account.credentials))
    }
}
