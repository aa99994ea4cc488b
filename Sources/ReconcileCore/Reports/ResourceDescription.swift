package import IAMPolicy

/// All that is known of one resource: what `describe` shows.
package struct ResourceDescription: Sendable {
    package var resource: DesiredResource
    package var observed: ObservedResource?
    package var drifts: [DriftRecord]
    package var corrections: [CorrectionRecord]
    package var windows: [PropagationWindow]
    /// What operators have decided about it or its whole account, whether it holds or not.
    package var exceptions: [OperatorException]
    package var journal: [JournalEntry]
    package var origin: BlueprintOrigin
    package var now: Instant

    package init(
        resource: DesiredResource, observed: ObservedResource?, drifts: [DriftRecord] = [], corrections: [CorrectionRecord] = [],
        windows: [PropagationWindow] = [], exceptions: [OperatorException] = [], journal: [JournalEntry] = [],
        origin: BlueprintOrigin = BlueprintOrigin(), now: Instant
    ) {
        self.resource = resource
        self.observed = observed
        self.drifts = drifts
        self.corrections = corrections
        self.windows = windows
        self.exceptions = exceptions
        self.journal = journal
        self.origin = origin
        self.now = now
    }

    /// How many of the journal's last entries are searched for those of the resource.
    private static let journalReach = 500

    /// - Parameter explain: What a stored blueprint comes to; `nil` where nobody can tell.
    /// - Throws: `ControlError` where the selector does not name exactly one resource; else what the queries throw.
    package static func gather(
        from queries: some StateQueries, selector: ResourceSelector, now: Instant,
        explain: (DesiredResource, StoredResources) -> BlueprintExpansion? = { _, _ in nil }
    ) async throws -> ResourceDescription {
        let desired = try await queries.desiredResources()
        let identity = try selector.single(among: desired.map(\.identity))
        guard let resource = desired.first(where: { $0.identity == identity }) else {
            throw ControlError(code: .notFound, message: "\(identity) is not declared")
        }
        let reads = LastReads(try await queries.lastPasses())
        let head = try await queries.journalHead()
        let entries = try await queries.journal(
            fromSequence: max(1, head.entries - Self.journalReach + 1), countMax: Self.journalReach)
        return ResourceDescription(
            resource: resource, observed: try await queries.observedResources().first { $0.identity == identity }.map(reads.applied),
            drifts: try await queries.drifts(of: identity, includingEnded: true),
            corrections: try await queries.corrections(of: identity, includingFinal: true),
            windows: try await queries.openWindows().filter { $0.resource == identity },
            exceptions: try await queries.exceptions(includingEnded: false).filter { Self.concerns($0, identity) },
            journal: entries.filter { JournalReport.resource(of: $0) == identity },
            origin: try await BlueprintOrigin.gather(of: resource, among: desired, from: queries, explain: explain), now: now)
    }

    private static func concerns(_ exception: OperatorException, _ identity: ResourceIdentity) -> Bool {
        exception.resource == identity || (exception.resource == nil && exception.account == identity.account)
    }

    package var json: JSONValue {
        let identity = self.resource.identity
        let ended = self.drifts.filter { $0.end != nil }.sorted { $0.lastSeenAt > $1.lastSeenAt }
        let object: JSONObject = [
            "resource": .string(identity.description), "account": .string(identity.account), "region": .text(identity.region),
            "kind": .string(identity.kind.rawValue), "name": .string(identity.name),
            "arn": .text(self.observed?.live?.arn ?? self.observed?.binding?.arn),
            "uniqueID": .text(self.observed?.live?.uniqueID ?? self.observed?.binding?.uniqueID),
            "state": .string(ResourceReport.word(of: self.resource, observed: self.observed, chain: self.origin.chain)),
            "reason": .text(self.observed?.gap?.message), "lastReadAt": .time(self.observed?.lastReadAt),
            "source": self.source, "revision": JSONValue(self.resource.revision), "labels": self.labels, "settings": self.settings,
            "desired": .object(self.resource.spec), "live": self.live, "unreadable": self.gaps,
            "notKept": .array(self.notKept.map { .string($0) }),
            "spelledDifferently": .array((self.observed?.spelledDifferently ?? []).sorted().map { .string($0.description) }),
            "drifts": .array(DriftReport.sorted(self.drifts.filter { $0.end == nil }).map(DriftReport.detailed)),
            "pastDrifts": .array(ended.map(DriftReport.detailed)),
            "exceptions": .array(ExceptionReport.holding(self.exceptions, at: self.now.wall).map(ExceptionReport.json)),
            "propagation": .array(PropagationReport.list(self.windows, now: self.now)),
            "corrections": .array(self.corrections.sorted { ($0.plannedAt, $0.id) > ($1.plannedAt, $1.id) }.map(CorrectionReport.json)),
            "journal": .array(self.journal.suffix(20).map(JournalReport.json))
        ]
        return .object(JSONObject(object.members + self.origin.json(of: self.resource)))
    }

    private var source: JSONValue {
        switch self.resource.source {
        case .directory(let file, let line): ["owner": "directory", "file": .string(file), "line": JSONValue(line)]
        case .api: ["owner": "api", "file": .null, "line": .null]
        }
    }

    private var labels: JSONValue {
        .object(JSONObject(self.resource.labels.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .string($0.value)) }))
    }

    private var settings: JSONValue {
        let settings = self.resource.settings
        return [
            "mode": .text(settings.mode?.rawValue), "ownership": .string(settings.ownership.rawValue),
            "deletion": .string(settings.deletion.rawValue),
            "propagationSeconds": settings.propagationSeconds.map(Self.number) ?? .null,
            "ignore": .array(
                settings.ignoreRules.map { rule in
                    [
                        "aspect": .string(rule.aspect), "reason": .string(rule.reason), "owner": .text(rule.owner),
                        "until": .time(rule.until)
                    ]
                })
        ]
    }

    private static func number(_ value: Double) -> JSONValue { Int(exactly: value).map { JSONValue($0) } ?? .number("\(value)") }

    private var live: JSONValue {
        guard let live = self.observed?.live else { return .null }
        let members = live.aspects.sorted { $0.key < $1.key }.map { JSONObject.Member(name: $0.key.description, value: $0.value) }
        return .object(JSONObject(members))
    }

    private var gaps: JSONValue {
        let gaps = (self.observed?.live?.gaps ?? [:]).sorted { $0.key < $1.key }
        return .array(
            gaps.map { ["aspect": .string($0.key), "code": .string($0.value.code.rawValue), "message": .string($0.value.message)] })
    }

    /// Keys of the spec that are stored, but neither compared nor corrected.
    private var notKept: [String] {
        let fields = KindRegistry.definition(of: self.resource.identity.kind)?.fields ?? []
        return fields.filter { !$0.isKept && self.resource.spec[$0.name] != nil }.map(\.name)
    }
}
