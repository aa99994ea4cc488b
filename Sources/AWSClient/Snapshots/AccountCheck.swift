import ReconcileCore

/// Whether the credentials belong to the account that the configuration names.
struct AccountCheck: Sendable {
    let caller: any AWSCalling

    enum Answer: Sendable {
        /// They do; the ARN is that of the caller.
        case belongs(callerARN: String?)
        case fails(ReadGap)
    }

    func answer(for account: AccountSettings) async -> Answer {
        do throws(AWSError) {
            let answer = try await self.caller.call(STS.getCallerIdentity, parameters: [:], region: account.region)
            guard let found = answer.result.text(of: "Account"), !found.isEmpty else {
                return .fails(ReadGap(code: .malformedAnswer, message: "STS GetCallerIdentity: the answer names no account"))
            }
            guard found != account.accountID else { return .belongs(callerARN: answer.result.text(of: "Arn")) }
            return .fails(
                ReadGap(
                    code: .wrongAccount,
                    message: "the credentials of account \(account.name) belong to \(found); the configuration says \(account.accountID)"))
        } catch {
            return .fails(ReadGap(error))
        }
    }
}
