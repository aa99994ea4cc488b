package import Foundation

/// One link of a chain and how it stands.
package struct ChainLink: Equatable, Sendable {
    package enum State: String, Sendable, CaseIterable {
        case ok, broken, propagating, unknown
    }

    /// In lower camel case, stable: `trustPolicy`, `keyPolicy`, `bucketRegion`. Of an assertion: `can[0]`, `cannot[2]`.
    package let name: String
    package let state: State
    /// For people, one sentence: what was found; `nil` for `ok` where there is nothing to say.
    package let reason: String?
    /// What mends it: a command or a sentence. Set where it is broken.
    package let fix: String?
    /// When AWS has surely taken the change in; set where it propagates, unless only AWS knows.
    package let until: Date?
    /// The statement that decides, as text; `nil` where none does.
    package let decidedBy: String?

    package init(
        _ name: String, _ state: State, reason: String? = nil, fix: String? = nil, until: Date? = nil, decidedBy: String? = nil
    ) {
        self.name = name
        self.state = state
        self.reason = reason
        self.fix = fix
        self.until = until
        self.decidedBy = decidedBy
    }
}

/// A link as it was judged last, kept beside the drifts.
package struct ChainRecord: Equatable, Sendable {
    package let blueprint: ResourceIdentity
    package var link: ChainLink
    /// Since when it stands like that.
    package var since: Date
    /// Its place in the chain, from 0.
    package var position: Int
    /// People know that it is broken, and have not heard since that it is mended.
    package var isTold: Bool

    package init(blueprint: ResourceIdentity, link: ChainLink, since: Date, position: Int, isTold: Bool = false) {
        self.blueprint = blueprint
        self.link = link
        self.since = since
        self.position = position
        self.isTold = isTold
    }
}
