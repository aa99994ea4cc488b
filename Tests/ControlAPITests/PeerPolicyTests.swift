import Glibc
import ReconcileCore
import Testing

@testable import ControlAPI

@Suite struct PeerPolicyTests {
    private static let users: [String: UInt32] = ["root": 0, "alice": 1_000, "bob": 1_001, "reconciled": 900]
    private static let groups: [String: UInt32] = ["ops": 500, "staff": 50]

    private func standing(of peer: PeerCredentials, _ operators: [String]?, _ viewers: [String]?) -> PeerStanding {
        PeerPolicy(ControlSettings(operators: operators, viewers: viewers), daemonUID: 900)
            .members(user: { Self.users[$0] }, group: { Self.groups[$0] }).standing(of: peer)
    }

    @Test(arguments: [
        (text: "alice", entry: PeerPolicy.Entry.user("alice")), (text: "@ops", entry: .group("ops")), (text: "0", entry: .uid(0)),
        (text: "1000", entry: .uid(1_000)), (text: "@50", entry: .gid(50)), (text: "4294967294", entry: .uid(4_294_967_294)),
        // The number of nobody at all, and one beyond: names, which nobody has.
        (text: "4294967295", entry: .user("4294967295")), (text: "@4294967295", entry: .group("4294967295")),
        (text: "4294967296", entry: .user("4294967296")), (text: "-1", entry: .user("-1")), (text: "+1", entry: .user("+1")),
        (text: "1a", entry: .user("1a")), (text: "", entry: .user("")), (text: "@", entry: .group(""))
    ])
    func entriesAreUsersOrGroupsByNameOrNumber(text: String, entry: PeerPolicy.Entry) {
        #expect(PeerPolicy.Entry(text) == entry)
    }

    @Test(arguments: [
        (uid: UInt32(0), standing: PeerStanding.operator), (uid: 900, standing: .operator), (uid: 1_000, standing: .outsider),
        (uid: 901, standing: .outsider)
    ])
    func withoutListsRootAndTheDaemonsUserOperate(uid: UInt32, standing: PeerStanding) {
        #expect(self.standing(of: PeerCredentials(pid: 1, uid: uid, gid: 0), nil, nil) == standing)
    }

    @Test(arguments: [
        // By user.
        (uid: UInt32(1_000), gid: UInt32(1), groups: [UInt32](), standing: PeerStanding.operator),
        (uid: 1_001, gid: 1, groups: [], standing: .viewer), (uid: 1_002, gid: 1, groups: [], standing: .outsider),
        (uid: 77, gid: 1, groups: [], standing: .operator), (uid: 78, gid: 1, groups: [], standing: .viewer),
        // A list that is given replaces the default.
        (uid: 0, gid: 0, groups: [0], standing: .outsider), (uid: 900, gid: 900, groups: [], standing: .outsider),
        // By group, primary or not.
        (uid: 1_002, gid: 500, groups: [], standing: .operator), (uid: 1_002, gid: 1, groups: [2, 500], standing: .operator),
        (uid: 1_002, gid: 50, groups: [], standing: .viewer), (uid: 1_002, gid: 1, groups: [50, 51], standing: .viewer),
        (uid: 1_002, gid: 51, groups: [49], standing: .outsider),
        // The higher of two standings counts.
        (uid: 1_001, gid: 1, groups: [500], standing: .operator), (uid: 1_000, gid: 50, groups: [50], standing: .operator),
        // A user's number is no group's.
        (uid: 500, gid: 1_000, groups: [1_000, 77], standing: .outsider)
    ])
    func listsDecide(uid: UInt32, gid: UInt32, groups: [UInt32], standing: PeerStanding) {
        let peer = PeerCredentials(pid: 1, uid: uid, gid: gid, groups: groups)
        #expect(self.standing(of: peer, ["alice", "@ops", "77"], ["bob", "@50", "78"]) == standing)
    }

    @Test func anEmptyListOfOperatorsLetsNobodyChange() {
        #expect(self.standing(of: PeerCredentials(pid: 1, uid: 0, gid: 0), [], nil) == .outsider)
        #expect(self.standing(of: PeerCredentials(pid: 1, uid: 0, gid: 0), [], ["root"]) == .viewer)
    }

    @Test func namesThatNobodyHasLetNobodyInAndAreTold() {
        let policy = PeerPolicy(ControlSettings(operators: ["alice", "carol", "@nobodys"], viewers: ["dave"]))
        let members = policy.members(user: { Self.users[$0] }, group: { Self.groups[$0] })
        #expect(members.unknown == ["carol", "@nobodys", "dave"])
        #expect(members.standing(of: PeerCredentials(pid: 1, uid: 1_000, gid: 0)) == .operator)
        #expect(members.standing(of: PeerCredentials(pid: 1, uid: 0, gid: 0)) == .outsider)
    }

    @Test(arguments: [
        (standing: PeerStanding.outsider, view: false, change: false), (standing: .viewer, view: true, change: false),
        (standing: .operator, view: true, change: true)
    ])
    func whoMayChangeMayAlsoView(standing: PeerStanding, view: Bool, change: Bool) {
        #expect(standing.may(.view) == view)
        #expect(standing.may(.change) == change)
    }
}
