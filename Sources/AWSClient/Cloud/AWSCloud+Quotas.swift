import IAMPolicy
package import ReconcileCore

extension AWSCloud {
    /// How long an answer counts, in seconds: quotas are raised by people.
    static let quotaSecondsMax = 3600.0

    package func quotas(of account: AccountSettings) async -> AccountQuotas? {
        if let known = self.knownQuotas(of: account) { return known }
        guard let answer = try? await ReadOnlyCaller(self.caller(of: account)).call(IAM.getAccountSummary, parameters: [:], region: nil),
            let members = (try? answer.output(of: IAM.getAccountSummary))?["SummaryMap"]?.objectValue?.members
        else { return nil }
        let quotas = AccountQuotas(
            Dictionary(members.compactMap { member in member.value.intValue.map { (member.name, $0) } }, uniquingKeysWith: { first, _ in first }))
        self.remember(quotas, of: account)
        return quotas
    }
}
