import FoundationEssentials

/// What an account's credentials would be, and what is wrong with them, as far as this machine knows without asking anybody.
package struct CredentialsReport: Hashable, Sendable {
    /// One line: where they would come from; `nil` where that cannot be said.
    package var source: String?
    /// What keeps them from serving; each with variable, or file and line.
    package var faults: [String] = []
    /// What is in order here but may not be there where the daemon runs.
    package var notes: [String] = []
}

/// Looks at environment, shared files and what they point at.
package struct CredentialsCheck: Sendable {
    private let environment: AWSEnvironment
    private let clock: any AWSClock

    package init(environment: AWSEnvironment, clock: any AWSClock = SystemAWSClock()) {
        self.environment = environment
        self.clock = clock
    }

    package func report(on source: CredentialsSource) -> CredentialsReport {
        var report = CredentialsReport()
        do throws(AWSError) {
            let files = try SharedConfig.load(self.environment)
            let section = files.profile(source.profileName ?? self.environment.profile ?? "default")
            report.faults += AWSSettings.faults(environment: self.environment, section: section)
            guard report.faults.isEmpty else { return report }
            let settings = try AWSSettings(environment: self.environment, files: files, profile: source.profileName)
            if let path = settings.environment.caBundlePath, !FileManager.default.isReadableFile(atPath: path) {
                report.faults.append("the CA bundle \(path) cannot be read by this user")
            }
            let plan = try CredentialsPlanner(environment: settings.environment, files: files).plan(for: source)
            report.source = plan.summary
            try self.look(at: plan, &report)
        } catch {
            // Which keys a shell has says little about which ones the daemon will have.
            if source == .standardChain, self.environment.profile == nil, error.code == AWSErrorCode.noCredentials {
                report.notes.append(error.message)
            } else {
                report.faults.append(error.message)
            }
        }
        return report
    }

    private func look(at plan: CredentialsPlan, _ report: inout CredentialsReport) throws(AWSError) {
        switch plan {
        case .fixed: break
        case .assumeRole(_, let source): try self.look(at: source, &report)
        case .webIdentity(let identity): _ = try SmallFile.token(at: identity.tokenFile)
        case .process(let process):
            if !self.isExecutable(process.program) {
                report.faults.append("\(process.place): the program \(process.program) is not there or cannot be run by this user")
            }
        case .login(let login): _ = try login.cachedToken(self.environment, now: self.clock.now)
        case .container(let endpoint):
            if case .file(let path) = endpoint.authorization { _ = try SmallFile.token(at: path) }
            report.notes.append("\(plan.summary) was not asked")
        case .instanceMetadata: report.notes.append("\(plan.summary) was not asked")
        }
    }

    private func isExecutable(_ program: String) -> Bool {
        if program.contains("/") { return FileManager.default.isExecutableFile(atPath: program) }
        let folders = (self.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
}
