import ReconcileCore

/// What `{{account.id}}`, `{{account.name}}`, `{{region}}` and `{{partition}}` stand for; IAM's own `${…}` is not touched.
struct Placeholders {
    let values: [String: String]

    init(account: AccountSettings, region: String?) {
        self.values = [
            "account.id": account.accountID, "account.name": account.name, "region": region ?? account.region,
            "partition": account.partition
        ]
    }

    /// Values of the right shape for checks where no account is known yet.
    static let standIns = Placeholders(account: AccountSettings(name: "account", accountID: "111122223333", region: "us-east-1"), region: nil)

    struct Fault: Error {
        let message: String
        let suggestion: String?
    }

    func replace(in text: String) throws(Fault) -> String {
        guard text.contains("{{") else { return text }
        var result = ""
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            result += rest[..<open.lowerBound]
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw Fault(message: "`{{` is not closed by `}}`", suggestion: nil)
            }
            let name = rest[open.upperBound..<close.lowerBound].trimmingBlanks
            guard let value = self.values[name] else {
                let names = self.values.keys.sorted()
                throw Fault(
                    message: "unknown placeholder `{{\(SourceNode.shortened(name))}}`; there are \(names.joined(separator: ", "))",
                    suggestion: Suggestion.nearest(to: name, among: names))
            }
            result += value
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        let start = self.drop { $0 == " " || $0 == "\t" }
        let backwards = start.reversed().drop { $0 == " " || $0 == "\t" }
        return String(backwards.reversed())
    }
}
