/// The configuration file, checked and with its defaults filled in.
package struct Configuration: Equatable, Sendable {
    package var database: String
    package var manifests: String
    package var control: ControlSettings
    package var schedule: Schedule
    package var accounts: [AccountSettings]
    /// The account that may read service control policies; `nil`: they are not evaluated.
    package var organizationAccount: String?
    package var propagation: PropagationSettings
    package var limits: Limits
    /// ARNs of principals that no correction may lock out or touch.
    package var protected: [String]
    package var events: EventSettings?
    package var webhooks: [WebhookSettings]
    package var retention: Retention
    package var log: LogSettings

    package init(
        database: String = "/var/lib/reconciled/reconciled.sqlite", manifests: String = "/etc/reconciled/desired.d",
        control: ControlSettings = ControlSettings(), schedule: Schedule = Schedule(), accounts: [AccountSettings],
        organizationAccount: String? = nil, propagation: PropagationSettings = PropagationSettings(), limits: Limits = Limits(),
        protected: [String] = [], events: EventSettings? = nil, webhooks: [WebhookSettings] = [],
        retention: Retention = Retention(), log: LogSettings = LogSettings()
    ) {
        self.database = database
        self.manifests = manifests
        self.control = control
        self.schedule = schedule
        self.accounts = accounts
        self.organizationAccount = organizationAccount
        self.propagation = propagation
        self.limits = limits
        self.protected = protected
        self.events = events
        self.webhooks = webhooks
        self.retention = retention
        self.log = log
    }

    package func account(named name: String) -> AccountSettings? { self.accounts.first { $0.name == name } }

    /// The account whose passes look after a resource.
    package func account(covering identity: ResourceIdentity) -> AccountSettings? { self.accounts.first { $0.covers(identity) } }
}

/// The control socket and the optional page.
package struct ControlSettings: Equatable, Sendable {
    package var socket: String
    /// Users, or groups as `@name`; `nil`: root and the daemon's own user.
    package var operators: [String]?
    /// `nil`: the operators.
    package var viewers: [String]?
    /// `host:port` of the read-only page; `nil`: none.
    package var listen: String?

    package init(
        socket: String = "/run/reconciled/control.sock", operators: [String]? = nil, viewers: [String]? = nil, listen: String? = nil
    ) {
        self.socket = socket
        self.operators = operators
        self.viewers = viewers
        self.listen = listen
    }
}

/// When passes are made by themselves.
package struct Schedule: Equatable, Sendable {
    /// At least 1.
    package var intervalSeconds: Double
    /// 0…1 of the interval, drawn anew for each pass, so that many daemons do not ask at once.
    package var jitter: Double

    package init(intervalSeconds: Double = 300, jitter: Double = 0.1) {
        self.intervalSeconds = intervalSeconds
        self.jitter = jitter
    }
}

/// How long an accepted change may take to show.
package struct PropagationSettings: Equatable, Sendable {
    package var defaultSeconds: Double
    package var secondsByKind: [ResourceKind: Double]

    package init(defaultSeconds: Double = 600, secondsByKind: [ResourceKind: Double] = [:]) {
        self.defaultSeconds = defaultSeconds
        self.secondsByKind = secondsByKind
    }

    /// The resource's own, else the kind's, else the default.
    package func seconds(for resource: DesiredResource) -> Double {
        resource.settings.propagationSeconds ?? self.secondsByKind[resource.identity.kind] ?? self.defaultSeconds
    }
}

/// How much one pass may do by itself.
package struct Limits: Equatable, Sendable {
    package var changesPerPassMax: Int
    /// Counts from 10 resources on.
    package var changesPercentMax: Int
    package var deletionsPerPassMax: Int
    /// Seconds; 0 switches that guard off.
    package var silenceMaxSeconds: Double

    package init(
        changesPerPassMax: Int = 20, changesPercentMax: Int = 25, deletionsPerPassMax: Int = 0, silenceMaxSeconds: Double = 86_400
    ) {
        self.changesPerPassMax = changesPerPassMax
        self.changesPercentMax = changesPercentMax
        self.deletionsPerPassMax = deletionsPerPassMax
        self.silenceMaxSeconds = silenceMaxSeconds
    }
}

/// Where change events come from.
package struct EventSettings: Equatable, Sendable {
    package var queueURL: String
    package var region: String

    package init(queueURL: String, region: String) {
        self.queueURL = queueURL
        self.region = region
    }
}

/// How long records are kept, in seconds; 0 is for ever.
package struct Retention: Equatable, Sendable {
    package var journalSeconds: Double
    package var snapshotsSeconds: Double

    package init(journalSeconds: Double = 0, snapshotsSeconds: Double = 30 * 86_400) {
        self.journalSeconds = journalSeconds
        self.snapshotsSeconds = snapshotsSeconds
    }
}

/// What the daemon writes to standard error.
package struct LogSettings: Equatable, Sendable {
    package enum Format: String, Sendable, CaseIterable { case text, json }
    package enum Level: String, Sendable, CaseIterable { case trace, debug, info, notice, warning, error }

    package var level: Level
    package var format: Format

    package init(level: Level = .info, format: Format = .text) {
        self.level = level
        self.format = format
    }
}
