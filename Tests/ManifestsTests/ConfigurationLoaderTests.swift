import Foundation
import ReconcileCore
import Testing

@testable import Manifests

@Suite struct ConfigurationLoaderTests {
    private static let full = """
        database: /srv/r.sqlite
        manifests: /srv/desired.d
        control:
          socket: /run/r.sock
          operators: [root, "@reconciled-operators"]
          viewers: ["@reconciled"]
          listen: 127.0.0.1:9464
        schedule: {interval: 90s, jitter: 5%}
        accounts:
          - name: prod
            accountID: "111122223333"
            region: eu-west-1
            credentials: {profile: prod}
            endpointURL: http://127.0.0.1:5000
            mode: enforce
            requestsPerSecondMax: 2.5
          - name: management
            accountID: "012345678901"
            region: us-east-1
            credentials: {roleARN: "arn:aws:iam::012345678901:role/reader", externalID: x1, sessionName: s, source: base}
        organization: {account: management}
        propagation: {default: 20m, Bucket: 30s, Role: 1s}
        limits: {changesPerPassMax: 5, changesPercentMax: 40, deletionsPerPassMax: 1, silenceMax: 0}
        protected: ["arn:aws:iam::111122223333:role/break-glass"]
        events: {queueURL: https://sqs.us-east-1.amazonaws.com/111122223333/iam-events, region: us-east-1}
        webhooks:
          - name: ops
            url: https://hooks.example.com/reconciled
            format: slack
            secretFile: /run/secret
            events: [drift.*, correction.failed]
            allowPrivateAddresses: true
        retention: {journal: 6h, snapshots: 2d}
        log: {level: debug, format: json}
        """

    @Test func readsEveryKey() throws {
        let configuration = try ConfigurationLoader.parse(text: Self.full, file: "c.yaml").configuration
        let expected = Configuration(
            database: "/srv/r.sqlite", manifests: "/srv/desired.d",
            control: ControlSettings(
                socket: "/run/r.sock", operators: ["root", "@reconciled-operators"], viewers: ["@reconciled"], listen: "127.0.0.1:9464"),
            schedule: Schedule(intervalSeconds: 90, jitter: 0.05),
            accounts: [
                AccountSettings(
                    name: "prod", accountID: "111122223333", region: "eu-west-1", credentials: .profile("prod"),
                    endpointURL: "http://127.0.0.1:5000", mode: .enforce, requestsPerSecondMax: 2.5),
                AccountSettings(
                    name: "management", accountID: "012345678901", region: "us-east-1",
                    credentials: .role(arn: "arn:aws:iam::012345678901:role/reader", externalID: "x1", sessionName: "s", source: "base"),
                    readsOrganization: true)
            ],
            organizationAccount: "management",
            propagation: PropagationSettings(defaultSeconds: 1200, secondsByKind: [ResourceKind("Bucket"): 30, .role: 1]),
            limits: Limits(changesPerPassMax: 5, changesPercentMax: 40, deletionsPerPassMax: 1, silenceMaxSeconds: 0),
            protected: ["arn:aws:iam::111122223333:role/break-glass"],
            events: EventSettings(queueURL: "https://sqs.us-east-1.amazonaws.com/111122223333/iam-events", region: "us-east-1"),
            webhooks: [
                WebhookSettings(
                    name: "ops", url: "https://hooks.example.com/reconciled", format: .slack, secretFile: "/run/secret",
                    events: ["drift.*", "correction.failed"], allowsPrivateAddresses: true)
            ],
            retention: Retention(journalSeconds: 21_600, snapshotsSeconds: 172_800), log: LogSettings(level: .debug, format: .json))
        #expect(configuration == expected)
    }

    @Test func fillsInDefaults() throws {
        let text = """
            accounts:
              - {name: prod, accountID: "111122223333", region: eu-west-1}
            """
        let configuration = try ConfigurationLoader.parse(text: text, file: "c.yaml").configuration
        #expect(configuration == Configuration(accounts: [Samples.prod]))
    }

    @Test func readsJSON() throws {
        let text = #"{"accounts": [{"name": "prod", "accountID": "111122223333", "region": "eu-west-1"}]}"#
        let configuration = try ConfigurationLoader.parse(text: text, file: "c.json").configuration
        #expect(configuration.accounts == [Samples.prod])
    }

    @Test(arguments: [["AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "us-east-1"], ["AWS_DEFAULT_REGION": "eu-west-1", "AWS_REGION": ""]])
    func takesAMissingRegionFromTheEnvironment(environment: [String: String]) throws {
        let text = #"accounts: [{name: prod, accountID: "111122223333"}]"#
        let configuration = try ConfigurationLoader.parse(text: text, file: "c.yaml", environment: environment).configuration
        #expect(configuration.accounts.first?.region == "eu-west-1")
    }

    private static let account = "accounts: [{name: prod, accountID: \"111122223333\", region: eu-west-1}]\n"

    @Test(arguments: [
        ("", ["c.yaml:1:1: the file is empty: `accounts` is missing"]),
        ("database: /x\n", ["c.yaml:1:1: `accounts` is missing: a list with at least one account"]),
        ("accounts: []\n", ["c.yaml:1:11: accounts must hold at least one account"]),
        ("- a\n", ["c.yaml:1:1: the document must be a map, found a list"]),
        (
            "accounts:\n  - name: prod\n    accountID: 111122223333\n    region: eu-west-1\n",
            ["c.yaml:3:16: accounts[0].accountID must be text of 12 digits, found the number 111122223333: quote it"]
        ),
        (
            "accounts:\n  - name: prod\n    accountID: \"11112222333\"\n    region: Ireland\n",
            [
                "c.yaml:3:16: accounts[0].accountID must be text of 12 digits, found `11112222333`",
                "c.yaml:4:13: accounts[0].region must be an AWS region such as eu-west-1, found `Ireland`"
            ]
        ),
        (
            "accounts:\n  - {}\n",
            [
                "c.yaml:2:5: accounts[0].accountID is missing", "c.yaml:2:5: accounts[0].name is missing",
                "c.yaml:2:5: accounts[0].region is missing, and AWS_REGION is not set"
            ]
        ),
        (
            "accounts:\n  - {name: a, accountID: \"111122223333\", region: eu-west-1}\n"
                + "  - {name: a, accountID: \"111122223334\", region: eu-west-1}\n",
            ["c.yaml:3:12: accounts[1].name `a` is the name of two accounts; the other is in line 2"]
        ),
        (
            "accounts:\n  - {name: a/b, accountID: \"111122223333\", region: eu-west-1, mode: enforced}\n",
            [
                "c.yaml:2:12: accounts[0].name must have 1 to 64 letters, digits or `._-`, found `a/b`",
                "c.yaml:2:69: accounts[0].mode must be observe, approve or enforce, found `enforced` (did you mean `enforce`?)"
            ]
        ),
        (
            "accounts:\n  - {name: a, accountID: \"111122223333\", region: eu-west-1, credentials: {profile: p, source: q}}\n",
            ["c.yaml:2:95: accounts[0].credentials.source excludes `profile`; write `source` for the profile that takes the role"]
        ),
        (
            "accounts:\n  - {name: a, accountID: \"111122223333\", region: eu-west-1, credentials: {roleARN: \"arn:aws:iam::1:role/x\"}}\n",
            ["c.yaml:2:84: accounts[0].credentials.roleARN is an ARN whose account is not 12 digits: `1`"]
        ),
        (
            "accounts:\n  - {name: a, accountID: \"111122223333\", region: eu-west-1, endpointURL: localhost:5000, requestsPerSecondMax: 0}\n",
            [
                "c.yaml:2:74: accounts[0].endpointURL must be an http or https URL, found `localhost:5000`",
                "c.yaml:2:112: accounts[0].requestsPerSecondMax must be a number from 0.1 to 10000, found the number 0"
            ]
        )
    ])
    func tellsWhatIsWrongWithAccounts(text: String, faults: [String]) { #expect(Samples.configurationFaults(text) == faults) }

    @Test(arguments: [
        ("databse: /x", ["c.yaml:2:1: unknown key `databse` (did you mean `database`?)"]),
        ("zzz: /x", ["c.yaml:2:1: unknown key `zzz`"]),
        ("database: 5", ["c.yaml:2:11: database must be text, found the number 5: quote it"]),
        ("database: yes", []),
        ("database: true", ["c.yaml:2:11: database must be text, found the boolean true: quote it"]),
        ("schedule: 5m", ["c.yaml:2:11: schedule must be a map, found the text `5m`"]),
        ("schedule: {intervall: 5m}", ["c.yaml:2:12: unknown key `intervall` in schedule (did you mean `interval`?)"]),
        ("schedule: {interval: 0}", ["c.yaml:2:22: schedule.interval must be at least 1s, found `0`"]),
        ("schedule: {interval: 1s}", []),
        (
            "schedule: {interval: 300}",
            ["c.yaml:2:22: schedule.interval must be a duration such as 90s, 10m, 6h or 30d, found the number 300 (did you mean `300s`?)"]
        ),
        ("schedule: {interval: 5w}", ["c.yaml:2:22: schedule.interval must be a duration such as 90s, 10m, 6h or 30d, found the text `5w`"]),
        ("schedule: {interval: 36501d}", ["c.yaml:2:22: schedule.interval must be at most 36500d, found `36501d`"]),
        ("schedule: {jitter: 101%}", ["c.yaml:2:20: schedule.jitter must be a percentage from 0 to 100 such as 10%, found the text `101%`"]),
        ("schedule: {jitter: 10}", ["c.yaml:2:20: schedule.jitter must be a percentage from 0 to 100 such as 10%, found the number 10"]),
        ("schedule: {jitter: 0%}", []),
        ("propagation: {default: 0}", ["c.yaml:2:24: propagation.default must be at least 1s, found `0`"]),
        ("propagation: {Rolle: 5m}", ["c.yaml:2:15: unknown key `Rolle` in propagation (did you mean `Role`?)"]),
        ("propagation: {SecurityGroup: 5m}", []),
        (
            "limits: {changesPerPassMax: -1}",
            ["c.yaml:2:29: limits.changesPerPassMax must be a whole number from 0 on, found the number -1"]
        ),
        (
            "limits: {changesPerPassMax: \"5\"}",
            ["c.yaml:2:29: limits.changesPerPassMax must be a whole number from 0 on, found the text `5`: remove the quotes"]
        ),
        ("limits: {changesPercentMax: 25%}", []),
        ("limits: {silenceMax: 0}", []),
        ("retention: {journal: 0, snapshots: 0}", []),
        ("organization: {account: prdo}", ["c.yaml:2:25: organization.account `prdo` is none of the accounts (did you mean `prod`?)"]),
        ("organization: {}", ["c.yaml:2:15: organization.account is missing"]),
        ("control: {listen: \"9464\"}", ["c.yaml:2:19: control.listen must be HOST:PORT such as 127.0.0.1:9464, found `9464`"]),
        ("control: {listen: \"[::1]:9464\"}", []),
        ("control: {operators: root}", ["c.yaml:2:22: control.operators must be a list, found the text `root`"]),
        ("control: {operators: [\"@\"]}", ["c.yaml:2:23: control.operators[0] must be a user or an @group, found `@`"]),
        (
            "protected: [\"arn:aws:iam::11112222333:role/x\"]",
            ["c.yaml:2:13: protected[0] is an ARN whose account is not 12 digits: `11112222333`"]
        ),
        ("log: {level: warn}", ["c.yaml:2:14: log.level must be trace, debug, info, notice, warning or error, found `warn`"]),
        ("log: {format: jsn}", ["c.yaml:2:15: log.format must be text or json, found `jsn` (did you mean `json`?)"]),
        (
            "events: {queueURL: sqs}",
            ["c.yaml:2:9: events.region is missing", "c.yaml:2:20: events.queueURL must be an http or https URL, found `sqs`"]
        )
    ])
    func tellsWhatIsWrongWithOtherKeys(line: String, faults: [String]) {
        #expect(Samples.configurationFaults(Self.account + line + "\n") == faults)
    }

    @Test(arguments: [
        ("[{name: a, url: \"ftp://x\"}]", ["c.yaml:2:27: webhooks[0].url must be an http or https URL, found `ftp://x`"]),
        ("[{name: a}]", ["c.yaml:2:12: webhooks[0].url is missing"]),
        (
            "[{name: a, url: \"http://x\"}, {name: a, url: \"http://y\"}]",
            ["c.yaml:2:47: webhooks[1].name `a` is the name of two webhooks; the other is in line 2"]
        ),
        (
            "[{name: a, url: \"http://x\", events: [drift.detcted, \"*\"]}]",
            ["c.yaml:2:48: webhooks[0].events[0]: no event matches `drift.detcted` (did you mean `drift.detected`?)"]
        ),
        (
            "[{name: a, url: \"http://x\", allowPrivateAddresses: yes}]",
            ["c.yaml:2:62: webhooks[0].allowPrivateAddresses must be true or false, found the text `yes`; YAML 1.1's yes and no are text here"]
        ),
        ("[{name: a, url: \"http://x\", secret: x}]", ["c.yaml:2:39: unknown key `secret` in webhooks[0]"])
    ])
    func tellsWhatIsWrongWithWebhooks(webhooks: String, faults: [String]) {
        #expect(Samples.configurationFaults("\(Self.account)webhooks: \(webhooks)\n") == faults)
    }

    @Test func tellsAllFaultsAtOnceInTheirOrder() {
        let text = """
            accounts:
              - name: prod
                accountID: 111122223333
                region: eu-west-1
            schedule: {interval: 5}
            schedul: {}
            log:
              level: loud
              level: info
            """
        #expect(
            Samples.configurationFaults(text) == [
                "c.yaml:3:16: accounts[0].accountID must be text of 12 digits, found the number 111122223333: quote it",
                "c.yaml:5:22: schedule.interval must be a duration such as 90s, 10m, 6h or 30d, found the number 5 (did you mean `5s`?)",
                "c.yaml:6:1: unknown key `schedul` (did you mean `schedule`?)",
                "c.yaml:8:10: log.level must be trace, debug, info, notice, warning or error, found `loud`",
                "c.yaml:9:3: the key `level` is written twice in one map; first in line 8"
            ])
    }

    @Test func refusesASecondDocument() {
        #expect(
            Samples.configurationFaults("\(Self.account)---\ndatabase: /x\n") == [
                "c.yaml:3:1: a configuration is one document; a second one starts here"
            ])
    }

    @Test func tellsAFileThatCannotBeRead() throws {
        #expect {
            _ = try ConfigurationLoader.load(path: "/nonexistent/c.yaml")
        } throws: { error in
            (error as? ManifestError)?.message == "/nonexistent/c.yaml:1:1: the file cannot be read: No such file or directory"
        }
    }

    @Test func tellsTheLineThatIsNotUTF8() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("c.yaml", "")
        try [UInt8]("a: b\nc: ".utf8 + [0xFF, 0x0A]).withUnsafeBytes { try Data($0).write(to: URL(filePath: file)) }
        #expect {
            _ = try ConfigurationLoader.load(path: file)
        } throws: { error in
            (error as? ManifestError)?.message == "\(file):2:1: this line is not UTF-8"
        }
    }
}
