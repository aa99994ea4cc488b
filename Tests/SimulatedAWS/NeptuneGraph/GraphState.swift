/// The graphs of Neptune Analytics in one account and region, by id.
struct GraphState: Equatable, Sendable {
    var graphs: [String: SimulatedGraph] = [:]
}

struct SimulatedGraph: Equatable, Sendable {
    let id: String
    let arn: String
    let name: String
    /// In seconds since 1970.
    let createdAt: Int
    let kmsKey: String
    var memory: Int
    var isPublic: Bool
    var isProtected: Bool
    var status: SettlingStatus
    var tags: [String: String]
}
