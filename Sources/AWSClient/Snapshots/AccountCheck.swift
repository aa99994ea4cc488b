import ReconcileCore

/// Whether the credentials belong to the account that the configuration names.
struct AccountCheck: Sendable {
    let caller: any AWSCalling

    func gap(for account: AccountSettings) async -> ReadGap? {
        do throws(AWSError) {
            let answer = try await self.caller.call(STS.getCallerIdentity, parameters: [:], region: account.region)
            guard let found = answer.result.text(of: "Account"), !found.isEmpty else {
                return ReadGap(code: .malformedAnswer, message: "STS GetCallerIdentity: the answer names no account")
            }
            guard found != account.accountID else { return nil }
            return ReadGap(
                code: .wrongAccount,
                message: "the credentials of account \(account.name) belong to \(found); the configuration says \(account.accountID)")
        } catch {
            return ReadGap(error)
        }
    }
}
