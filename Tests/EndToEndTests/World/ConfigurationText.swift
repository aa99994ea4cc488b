import ReconcileTestKit

/// A configuration file as a test needs it.
struct ConfigurationText {
    var accountID = MotoServer.accountID
    var mode = "enforce"
    /// Short, so that tests end, and longer than a pass takes on a slow machine.
    var window = "3s"
    var interval = "1s"
    /// Guards against mass changes have tests of their own.
    var limits = "{silenceMax: 0, changesPerPassMax: 500, changesPercentMax: 100}"
    var endpoint: String?
    /// The account's, as YAML; `nil`: the standard chain, which finds keys in the environment.
    var credentials: String?
    /// Further elements of `accounts`, as YAML flow maps; `ENDPOINT` stands for the emulated AWS.
    var accounts: [String] = []
    /// Lines of YAML at the end.
    var more = ""

    func yaml(in folder: TemporaryFolder, endpoint: String, receiver: WebhookReceiver?) -> String {
        var text = """
            database: \(folder.file("state.sqlite"))
            manifests: \(folder.file("desired.d"))
            control: {socket: \(folder.file("control.sock"))}
            schedule: {interval: \(self.interval)}
            accounts:
              - name: prod
                accountID: "\(self.accountID)"
                region: \(MotoServer.region)
                endpointURL: "\(self.endpoint ?? endpoint)"
                mode: \(self.mode)
                requestsPerSecondMax: 500
            \(self.credentials.map { "    credentials: \($0)" } ?? "")
            \(self.accounts.map { "  - " + $0.replacing("ENDPOINT", with: self.endpoint ?? endpoint) }.joined(separator: "\n"))
            propagation: {default: \(self.window)}
            limits: \(self.limits)

            """
        if let receiver {
            text += """
                webhooks:
                  - {name: test, url: "\(receiver.url)", secretFile: \(folder.file("webhook.secret")), allowPrivateAddresses: true}

                """
        }
        return text + self.more
    }
}
