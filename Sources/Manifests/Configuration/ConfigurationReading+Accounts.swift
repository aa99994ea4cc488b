import Foundation
import ReconcileCore

extension ConfigurationReading {
    private static let accountKeys = [
        "name", "accountID", "region", "credentials", "endpointURL", "mode", "requestsPerSecondMax", "approval"
    ]

    /// - Parameter approval: for accounts that say nothing of it.
    mutating func accounts(_ top: MapReader, approval: ApprovalThreshold) -> [AccountSettings] {
        guard let elements = top.list("accounts") else { return [] }
        if elements.isEmpty { top.fault("accounts", "must hold at least one account") }
        var accounts: [AccountSettings] = []
        var linesByName: [String: Int] = [:]
        for element in elements {
            guard let reader = MapReader(element.node, path: element.path, keys: Self.accountKeys, faults: self.faults) else { continue }
            guard var account = self.account(reader) else { continue }
            account.approval = self.approval(reader) ?? approval
            if let line = linesByName[account.name] {
                reader.fault("name", "`\(account.name)` is the name of two accounts; the other is in line \(line)")
                continue
            }
            linesByName[account.name] = reader.place("name").line
            accounts.append(account)
        }
        return accounts
    }

    private mutating func account(_ reader: MapReader) -> AccountSettings? {
        let name = self.accountName(reader)
        let accountID = self.accountID(reader)
        let region = self.region(reader)
        let credentials = self.credentials(reader)
        let mode = reader.word("mode", ReconcileMode.self)
        let endpointURL = reader.text("endpointURL")
        if let endpointURL, !NetworkNames.isHTTPURL(endpointURL) {
            reader.fault("endpointURL", "must be an http or https URL, found `\(endpointURL)`")
        }
        let rate = self.rate(reader)
        guard let name else { return nil }
        // With a fault the configuration is refused as a whole; the name alone already serves what refers to it.
        return AccountSettings(
            name: name, accountID: accountID ?? "", region: region ?? "", credentials: credentials, endpointURL: endpointURL,
            mode: mode ?? .observe, requestsPerSecondMax: rate ?? 10)
    }

    private func accountName(_ reader: MapReader) -> String? {
        guard let name = reader.requiredText("name") else { return nil }
        // It is the first part of every resource's identity, whose parts are divided by slashes.
        let isWord = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        if !isWord || name.utf8.count > 64 {
            reader.fault("name", "must have 1 to 64 letters, digits or `._-`, found `\(SourceNode.shortened(name))`")
        }
        if name == "organization" { reader.fault("name", "must not be `organization`, which stands for what belongs to no account") }
        return name
    }

    private func accountID(_ reader: MapReader) -> String? {
        guard let node = reader.node("accountID") else {
            self.faults.add(reader.place, "\(reader.path("accountID")) is missing")
            return nil
        }
        if let scalar = node.scalar, case .number = scalar.value {
            // Unquoted, a leading zero would be lost to other readers of the file.
            reader.fault("accountID", "must be text of 12 digits, found \(node.described): quote it")
            return nil
        }
        guard let text = reader.text("accountID") else { return nil }
        if !NetworkNames.isAccountID(text) { reader.fault("accountID", "must be text of 12 digits, found `\(SourceNode.shortened(text))`") }
        return text
    }

    private func region(_ reader: MapReader) -> String? {
        if let region = reader.text("region") {
            if !NetworkNames.isRegion(region) { reader.fault("region", "must be an AWS region such as eu-west-1, found `\(region)`") }
            return region
        }
        if reader.has("region") { return nil }
        let fallback = ["AWS_REGION", "AWS_DEFAULT_REGION"].compactMap { self.environment[$0] }.first { !$0.isEmpty }
        guard let fallback else {
            self.faults.add(reader.place, "\(reader.path("region")) is missing, and AWS_REGION is not set")
            return nil
        }
        if !NetworkNames.isRegion(fallback) {
            self.faults.add(reader.place, "\(reader.path("region")) is missing, and AWS_REGION is no region: `\(fallback)`")
        }
        return fallback
    }

    private mutating func credentials(_ reader: MapReader) -> CredentialSettings {
        let keys = ["profile", "roleARN", "externalID", "sessionName", "source"]
        guard let part = reader.reader("credentials", keys: keys) else { return .standardChain }
        let profile = part.text("profile")
        if part.has("profile") {
            for key in keys.dropFirst() where part.has(key) {
                part.fault(key, "excludes `profile`; write `source` for the profile that takes the role")
            }
            self.note(part.path("profile"), part.place("profile"))
            return profile.map { .profile($0) } ?? .standardChain
        }
        guard part.has("roleARN") else {
            for key in keys.dropFirst(2) where part.has(key) { part.fault(key, "needs `roleARN`") }
            if !keys.contains(where: part.has) {
                self.faults.add(part.place, "\(part.path) must have `profile` or `roleARN`; leave it out for the standard chain")
            }
            return .standardChain
        }
        let role = part.text("roleARN") ?? ""
        if !role.isEmpty, let fault = ARNRules.fault(role, of: .init(service: "iam", resourcePrefix: "role/")) {
            part.fault("roleARN", fault.message, suggestion: fault.suggestion)
        }
        let source = part.text("source")
        if source != nil { self.note(part.path("source"), part.place("source")) }
        return .role(arn: role, externalID: part.text("externalID"), sessionName: part.text("sessionName"), source: source)
    }

    private func rate(_ reader: MapReader) -> Double? {
        guard let node = reader.node("requestsPerSecondMax") else { return nil }
        if case .number(let text)? = node.scalar?.value, let rate = Double(text), rate >= 0.1, rate <= 10_000 { return rate }
        reader.fault("requestsPerSecondMax", "must be a number from 0.1 to 10000, found \(node.described)")
        return nil
    }
}
