import Foundation
import ReconcileCore

/// Turns the configuration's document into the core's values, with defaults for what is left out.
struct ConfigurationReading {
    let environment: [String: String]
    let faults: FaultCollector
    private(set) var places: [String: SourcePlace] = [:]

    init(environment: [String: String], faults: FaultCollector) {
        self.environment = environment
        self.faults = faults
    }

    private static let keys = [
        "database", "manifests", "control", "schedule", "accounts", "organization", "propagation", "limits", "protected", "events",
        "webhooks", "retention", "log", "approval"
    ]

    /// - Returns: `nil` only where there is no account to build on; faults tell why.
    mutating func read(_ root: SourceNode) -> Configuration? {
        guard let top = MapReader(root, path: "", keys: Self.keys, faults: self.faults) else { return nil }
        if !top.has("accounts") { self.faults.add(root.place, "`accounts` is missing: a list with at least one account") }
        let accounts = self.accounts(top, approval: self.approval(top) ?? ApprovalThreshold())
        var configuration = Configuration(accounts: accounts)
        if let database = self.filePath(top, "database") { configuration.database = database }
        if let manifests = self.filePath(top, "manifests") { configuration.manifests = manifests }
        configuration.control = self.control(top)
        configuration.schedule = self.schedule(top)
        configuration.organizationAccount = self.organization(top, accounts: accounts)
        for index in configuration.accounts.indices {
            configuration.accounts[index].readsOrganization = configuration.accounts[index].name == configuration.organizationAccount
        }
        configuration.propagation = self.propagation(top)
        configuration.limits = self.limits(top)
        configuration.protected = self.protected(top)
        configuration.events = self.events(top)
        configuration.webhooks = self.webhooks(top)
        configuration.retention = self.retention(top)
        configuration.log = self.log(top)
        return configuration
    }

    mutating func filePath(_ reader: MapReader, _ key: String) -> String? {
        guard let text = reader.text(key) else { return nil }
        self.places[reader.path(key)] = reader.place(key)
        guard !text.contains("\0") else {
            reader.fault(key, "must be a path, found a NUL character")
            return nil
        }
        return text
    }

    mutating func note(_ path: String, _ place: SourcePlace) { self.places[path] = place }
}

// MARK: - Parts

extension ConfigurationReading {
    private mutating func control(_ top: MapReader) -> ControlSettings {
        var control = ControlSettings()
        guard let reader = top.reader("control", keys: ["socket", "operators", "viewers", "listen"]) else { return control }
        if let socket = self.filePath(reader, "socket") {
            control.socket = socket
            // sun_path has 108 bytes with its end (unix(7)).
            if socket.utf8.count > 107 { reader.fault("socket", "must have at most 107 bytes, found \(socket.utf8.count)") }
        }
        control.operators = self.people(reader, "operators")
        control.viewers = self.people(reader, "viewers")
        control.listen = reader.text("listen")
        if let listen = control.listen, !NetworkNames.isHostAndPort(listen) {
            reader.fault("listen", "must be HOST:PORT such as 127.0.0.1:9464, found `\(listen)`")
        }
        return control
    }

    private func people(_ reader: MapReader, _ key: String) -> [String]? {
        guard let elements = reader.list(key) else { return nil }
        return elements.compactMap { element in
            guard let text = MapReader.text(of: element.node, fault: { self.faults.add(element.node.place, "\(element.path) \($0)") }) else {
                return nil
            }
            let name = text.hasPrefix("@") ? text.dropFirst() : text[...]
            guard !name.isEmpty, !name.contains(where: { $0.isWhitespace || $0 == "@" || $0 == ":" }) else {
                self.faults.add(element.node.place, "\(element.path) must be a user or an @group, found `\(text)`")
                return nil
            }
            return text
        }
    }

    private func schedule(_ top: MapReader) -> Schedule {
        var schedule = Schedule()
        guard let reader = top.reader("schedule", keys: ["interval", "jitter"]) else { return schedule }
        if let seconds = reader.seconds("interval", min: 1) { schedule.intervalSeconds = seconds }
        if let percent = reader.percent("jitter", takesNumber: false) { schedule.jitter = Double(percent) / 100 }
        return schedule
    }

    private func organization(_ top: MapReader, accounts: [AccountSettings]) -> String? {
        guard let reader = top.reader("organization", keys: ["account"]), let name = reader.requiredText("account") else { return nil }
        if !accounts.contains(where: { $0.name == name }) {
            let names = accounts.map(\.name)
            reader.fault("account", "`\(name)` is none of the accounts", suggestion: Suggestion.nearest(to: name, among: names))
        }
        return name
    }

    private func propagation(_ top: MapReader) -> PropagationSettings {
        var propagation = PropagationSettings()
        guard let reader = top.reader("propagation", keys: ["default"] + KindNames.resources) else { return propagation }
        if let seconds = reader.seconds("default", min: 1) { propagation.defaultSeconds = seconds }
        for kind in KindNames.resources {
            if let seconds = reader.seconds(kind, min: 1) { propagation.secondsByKind[ResourceKind(kind)] = seconds }
        }
        return propagation
    }

    private func limits(_ top: MapReader) -> Limits {
        var limits = Limits()
        let keys = ["changesPerPassMax", "changesPercentMax", "deletionsPerPassMax", "silenceMax"]
        guard let reader = top.reader("limits", keys: keys) else { return limits }
        if let count = reader.integer("changesPerPassMax", in: 0...Int.max) { limits.changesPerPassMax = count }
        if let percent = reader.percent("changesPercentMax", takesNumber: true) { limits.changesPercentMax = percent }
        if let count = reader.integer("deletionsPerPassMax", in: 0...Int.max) { limits.deletionsPerPassMax = count }
        if let seconds = reader.seconds("silenceMax") { limits.silenceMaxSeconds = seconds }
        return limits
    }

    private func protected(_ top: MapReader) -> [String] {
        (top.list("protected") ?? []).compactMap { element in
            let text = MapReader.text(of: element.node) { self.faults.add(element.node.place, "\(element.path) \($0)") }
            guard let text else { return nil }
            if let fault = ARNRules.fault(text) {
                self.faults.add(element.node.place, "\(element.path) \(fault.message)", suggestion: fault.suggestion)
            }
            return text
        }
    }

    private func events(_ top: MapReader) -> EventSettings? {
        guard let reader = top.reader("events", keys: ["queueURL", "region"]) else { return nil }
        let (url, region) = (reader.requiredText("queueURL"), reader.requiredText("region"))
        if let url, !NetworkNames.isHTTPURL(url) { reader.fault("queueURL", "must be an http or https URL, found `\(url)`") }
        if let region, !NetworkNames.isRegion(region) { reader.fault("region", "must be an AWS region such as us-east-1, found `\(region)`") }
        return url.flatMap { url in region.map { EventSettings(queueURL: url, region: $0) } }
    }

    private func retention(_ top: MapReader) -> Retention {
        var retention = Retention()
        guard let reader = top.reader("retention", keys: ["journal", "snapshots"]) else { return retention }
        if let seconds = reader.seconds("journal") { retention.journalSeconds = seconds }
        if let seconds = reader.seconds("snapshots") { retention.snapshotsSeconds = seconds }
        return retention
    }

    private func log(_ top: MapReader) -> LogSettings {
        var log = LogSettings()
        guard let reader = top.reader("log", keys: ["level", "format"]) else { return log }
        if let level = reader.word("level", LogSettings.Level.self) { log.level = level }
        if let format = reader.word("format", LogSettings.Format.self) { log.format = format }
        return log
    }
}
