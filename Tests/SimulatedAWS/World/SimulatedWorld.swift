package import AWSClient
import Foundation
package import HTTPTransport
package import IAMPolicy
import NIOConcurrencyHelpers

/// An AWS in memory: several accounts, an organization, all regions, behind the port that libcurl is behind.
///
/// It reads signed requests by the protocols' own rules and answers in them. Time comes from `clock`; what goes wrong
/// is decided by the seed and by the calls themselves, not by their order.
package final class SimulatedWorld: HTTPTransporting {
    struct Contents: Sendable {
        var history: WorldHistory
        var trouble = Trouble()
        var accessKeys: [String: Caller] = [:]
        var calls: [WorldCall] = []
        var events: [RecordedEvent] = []
        /// How often the same has been called.
        var repetitions: [String: Int] = [:]
        var requests = 0
        var fed: [FedQueue] = []
    }

    package let clock: any AWSClock
    package let seed: UInt64
    let contents: NIOLockedValueBox<Contents>

    package init(seed: UInt64, clock: any AWSClock) {
        self.seed = seed
        self.clock = clock
        self.contents = NIOLockedValueBox(Contents(history: WorldHistory(WorldState(seed: seed), at: .distantPast)))
    }

    // MARK: Looking on

    package var trouble: Trouble {
        get { self.contents.withLockedValue { $0.trouble } }
        set { self.contents.withLockedValue { $0.trouble = newValue } }
    }

    /// All calls over the wire so far but those of `edit`.
    package var calls: [WorldCall] { self.contents.withLockedValue { $0.calls } }

    package func forgetCalls() { self.contents.withLockedValue { $0.calls = [] } }

    // MARK: The port

    package func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
        let answer = self.contents.withLockedValue { contents in
            Exchange(seed: self.seed, now: self.clock.now).answer(request, in: &contents)
        }
        guard let answer else {
            throw HTTPTransportError(code: .silenceTimeout, message: "nothing came back", requestMayHaveBeenSent: true)
        }
        return answer
    }

    // MARK: Others

    /// Gives an access key to a principal; whoever signs with it is that principal.
    /// - Parameter principal: the part of its ARN after the account, `user/NAME` or `root`.
    package func addAccessKey(_ id: String, account: String, principal: String) {
        self.contents.withLockedValue { contents in
            let arn = "arn:aws:iam::\(account):\(principal)"
            let id2 = PrincipalNames(contents.history.latest).uniqueID(of: arn) ?? account
            contents.accessKeys[id] = Caller(account: account, arn: arn, uniqueID: id2)
        }
    }

    /// Carries out a call at once and without trouble, as somebody else would make it; CloudTrail hears of it.
    /// - Parameter caller: the part of the ARN after the account.
    /// - Throws: what the service refuses with.
    @discardableResult
    package func edit(
        _ service: String, _ operation: String, _ input: JSONObject = JSONObject(), account: String, region: String = "us-east-1",
        caller: String = "user/mallory"
    ) throws(ServiceFault) -> JSONObject {
        guard let family = OperationCatalog.service(service), let operation = OperationCatalog.operation(family, operation) else {
            throw .notSimulated("\(service):\(operation)")
        }
        let arn = "arn:aws:iam::\(account):\(caller)"
        let now = self.clock.now
        let result = self.contents.withLockedValue { contents -> Result<JSONObject, ServiceFault> in
            let caller = Caller(account: account, arn: arn, uniqueID: PrincipalNames(contents.history.latest).uniqueID(of: arn) ?? account)
            var state = contents.history.latest
            let call = ServiceCall(operation: operation, input: input, caller: caller, region: region, now: now, seen: state)
            do throws(ServiceFault) {
                let output = try SimulatedServices.perform(call, in: &state)
                if operation.mutates {
                    contents.history.record(state, at: now)
                    contents.record(call, code: nil, accessKeyID: nil, userAgent: "console.amazonaws.com", address: "198.51.100.7")
                }
                return .success(try Pager(operation: operation, itemsMax: nil).page(output, of: input))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Changes the world without any call: for what there is no operation for.
    func build(_ body: (inout WorldState) -> Void) {
        let now = self.clock.now
        self.contents.withLockedValue { contents in
            var state = contents.history.latest
            body(&state)
            contents.history.record(state, at: now)
        }
    }

    /// All that an account has, in JSON, in a fixed order.
    /// - Parameter includesIDs: unique ids and times too; without them two accounts with the same in them are equal.
    package func export(account: String, includesIDs: Bool = true) -> JSONValue {
        AccountExport(state: self.contents.withLockedValue { $0.history.latest }, account: account, includesIDs: includesIDs).value
    }
}

// Each state that the world went through.
extension SimulatedWorld {
    /// How many states there were so far.
    package var mark: Int { self.contents.withLockedValue { $0.history.recorded } }

    /// The exports of an account in each state after `mark`, oldest first; of the last 15 minutes at most.
    package func exports(account: String, after mark: Int) -> [JSONValue] {
        self.contents.withLockedValue { $0.history.states(after: mark) }
            .map { AccountExport(state: $0, account: account, includesIDs: false).value }
    }
}

// Building.
extension SimulatedWorld {
    /// An account with nothing in it; principals of accounts that were never added are taken as they are.
    package func addAccount(_ id: String, quotas: IAMQuotas = IAMQuotas()) {
        self.build { state in
            var account = AccountState()
            account.iam.quotas = quotas
            state.accounts[id] = account
        }
    }

    /// Gives an account other quotas than it had.
    package func setQuotas(of account: String, _ quotas: IAMQuotas) {
        self.build { state in state.accounts[account]?.iam.quotas = quotas }
    }

    /// An organization with its management account at the root and `FullAWSAccess` on everything.
    /// - Parameter units: the parent of each unit by the unit's id, `root` for the root.
    /// - Parameter members: the unit of each account, `root` for the root.
    package func addOrganization(managementAccount: String, units: [String: String] = [:], members: [String: String]) {
        self.build { state in
            let root = "r-sim1"
            func id(_ name: String) -> String { name == "root" ? root : name }
            var organization = OrganizationState(id: "o-simulated1", managementAccount: managementAccount, rootID: root)
            for (unit, parent) in units { organization.units[unit] = .init(id: unit, name: unit, parent: id(parent)) }
            organization.accounts = members.mapValues(id)
            organization.accounts[managementAccount] = organization.accounts[managementAccount] ?? root
            let full = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"
            organization.policies["p-FullAWSAccess"] = .init(
                id: "p-FullAWSAccess", name: "FullAWSAccess", description: "Allows access to every operation", content: full, isAWSManaged: true)
            for target in [root] + organization.units.keys + organization.accounts.keys { organization.attachments[target] = ["p-FullAWSAccess"] }
            for account in organization.accounts.keys where state.accounts[account] == nil { state.accounts[account] = AccountState() }
            state.organization = organization
        }
    }

    /// Lets the events of an account and region go to a queue of the same account and region, as EventBridge would.
    package func feedQueue(_ name: String, account: String, region: String) {
        self.contents.withLockedValue { $0.fed.append(FedQueue(name: name, account: account, region: region, next: $0.events.count)) }
    }
}
