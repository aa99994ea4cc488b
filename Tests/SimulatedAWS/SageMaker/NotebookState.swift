/// The notebook instances of one account and region, by name.
struct NotebookState: Equatable, Sendable {
    var notebooks: [String: SimulatedNotebook] = [:]
}

struct SimulatedNotebook: Equatable, Sendable {
    let name: String
    let arn: String
    let instanceType: String
    let roleARN: String
    /// In seconds since 1970.
    let createdAt: Int
    var status: SettlingStatus
}
