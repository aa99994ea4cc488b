import Logging
import NIOConcurrencyHelpers
import ReconcileCore
import Testing

@testable import ControlAPI

/// A system whose groups change, and a clock.
private actor World {
    var policy = PeerPolicy(operators: [.group("ops")], viewers: [.user("bob")])

    func set(_ policy: PeerPolicy) { self.policy = policy }
}

@Suite struct PeerGateTests {
    private let world = World()
    private let now = NIOLockedValueBox(Int64(100))
    private let ops = NIOLockedValueBox(UInt32(500) as UInt32?)
    private let lookups = NIOLockedValueBox(0)

    private func gate() -> PeerGate {
        let (world, now, ops, lookups) = (self.world, self.now, self.ops, self.lookups)
        var names = SystemNames()
        names.uidOfUser = { $0 == "bob" ? 1_001 : nil }
        names.gidOfGroup = { name in
            lookups.withLockedValue { $0 += 1 }
            return name == "ops" ? ops.withLockedValue { $0 } : nil
        }
        names.nameOfUser = { $0 == 1_001 ? "bob" : nil }
        return PeerGate(
            policy: { await world.policy }, names: names, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            now: { now.withLockedValue { $0 } })
    }

    private func peer(_ uid: UInt32, _ groups: [UInt32] = []) -> PeerCredentials {
        PeerCredentials(pid: 7, uid: uid, gid: uid, groups: groups, loginUID: 1_234)
    }

    @Test func aChangedListCountsAtOnce() async {
        let gate = self.gate()
        #expect(await gate.standing(of: self.peer(1_001)) == .viewer)
        await self.world.set(PeerPolicy(operators: [.user("bob")], viewers: []))
        #expect(await gate.standing(of: self.peer(1_001)) == .operator)
        await self.world.set(PeerPolicy(operators: [], viewers: []))
        #expect(await gate.standing(of: self.peer(1_001)) == .outsider)
    }

    @Test func namesAreLookedUpAgainAfterAShortTime() async {
        let gate = self.gate()
        #expect(await gate.standing(of: self.peer(1, [500])) == .operator)
        self.ops.withLockedValue { $0 = 501 }
        self.now.withLockedValue { $0 = 100 + PeerGate.namesSeconds - 1 }
        #expect(await gate.standing(of: self.peer(1, [500])) == .operator)
        #expect(self.lookups.withLockedValue { $0 } == 1)
        self.now.withLockedValue { $0 = 100 + PeerGate.namesSeconds }
        #expect(await gate.standing(of: self.peer(1, [500])) == .outsider)
        #expect(await gate.standing(of: self.peer(1, [501])) == .operator)
        #expect(self.lookups.withLockedValue { $0 } == 2)
    }

    @Test func aGroupThatVanishesLetsNobodyIn() async {
        let gate = self.gate()
        self.ops.withLockedValue { $0 = nil }
        #expect(await gate.standing(of: self.peer(1, [500])) == .outsider)
    }

    @Test func identitiesCarryAllThatIsKnown() async {
        let gate = self.gate()
        #expect(await gate.identity(of: self.peer(1_001)) == OperatorIdentity(name: "bob", uid: 1_001, pid: 7, loginUID: 1_234))
        #expect(await gate.identity(of: PeerCredentials(pid: 8, uid: 9, gid: 9)) == OperatorIdentity(name: "uid 9", uid: 9, pid: 8))
    }
}

@Suite struct SystemNamesTests {
    @Test func rootIsKnownBothWays() {
        let names = SystemNames()
        #expect(names.uidOfUser("root") == 0)
        #expect(names.gidOfGroup("root") == 0)
        #expect(names.nameOfUser(0) == "root")
    }

    @Test(arguments: ["", "no such name here", "a:b", "é"])
    func strangersAreNobody(name: String) {
        let names = SystemNames()
        #expect(names.uidOfUser(name) == nil)
        #expect(names.gidOfGroup(name) == nil)
        #expect(names.nameOfUser(4_294_967_290) == nil)
    }
}
