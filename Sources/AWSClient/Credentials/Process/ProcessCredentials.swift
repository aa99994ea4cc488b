import FoundationEssentials
import IAMPolicy

/// Runs a `credential_process` and reads what it prints.
struct ProcessCredentials: Sendable {
    let process: CredentialProcess
    let environment: AWSEnvironment
    let clock: any AWSClock
    var secondsMax = 60.0
    var outputBytesMax = 1 << 16

    func load() async throws(AWSError) -> AWSCredentials {
        let form = CredentialsDocument(
            what: "the program \(self.process.program) (\(self.process.place))", tokenName: "SessionToken", needsExpiry: false)
        let document = try form.object(in: try await self.output(what: form.what))
        guard document["Version"]?.intValue == 1 else { throw form.fault("it gave no Version 1") }
        let credentials = try form.credentials(in: document)
        if let expiresAt = credentials.expiresAt, expiresAt <= self.clock.now { throw form.fault("it gave credentials that have expired") }
        return credentials
    }

    private func output(what: String) async throws(AWSError) -> [UInt8] {
        let program = BoundedProcess(
            words: self.process.words.map(\.revealed), environment: self.environment.variables, secondsMax: self.secondsMax,
            outputBytesMax: self.outputBytesMax)
        do throws(BoundedProcess.Fault) {
            return try await program.run()
        } catch {
            throw AWSError.credentials(
                AWSErrorCode.noCredentials, "\(what): \(self.words(for: error))", error == .cancelled ? .cancelled : .noCredentials)
        }
    }

    private func words(for fault: BoundedProcess.Fault) -> String {
        switch fault {
        case .notStarted(let reason): "it cannot be started: \(reason)"
        case .tookTooLong: "it did not end within \(Int(self.secondsMax)) seconds and was killed"
        case .wroteTooMuch: "it wrote more than \(self.outputBytesMax) bytes and was killed"
        case .cancelled: "given up"
        case .exited(let status): "it ended with status \(status)"
        case .killed(let signal): "it was ended by signal \(signal)"
        }
    }
}
