extension ResourceKind {
    /// The blueprint that stands for no resource: a test on the whole.
    package static let accessAssertion = ResourceKind("AccessAssertion")

    /// Whether its chain is a list of claims, told and shown as passed or failed.
    package var isAssertion: Bool { self == Self.accessAssertion }
}
