/// Looks at what chains rest on beside kept resources; can change nothing.
package protocol ChainFactReader: Sendable {
    /// Answers each question with as few requests as it can, never throwing. Of `.resource` nothing is asked here.
    /// - Parameters:
    ///   - account: Whose chains they are, and whose credentials ask.
    ///   - organization: Whose credentials ask for what the organization keeps; `nil`: nobody may.
    func facts(for questions: Set<ChainQuestion>, account: AccountSettings, organization: AccountSettings?) async -> ChainFacts
}

/// What came of asking.
package struct ChainFacts: Equatable, Sendable {
    package var answers: [ChainQuestion: ChainAnswer]
    /// Requests sent, repeated ones included.
    package var requests: Int

    package init(answers: [ChainQuestion: ChainAnswer] = [:], requests: Int = 0) {
        self.answers = answers
        self.requests = requests
    }
}

/// Knows nothing: what a program is given that reaches no AWS.
package struct NoChainFacts: ChainFactReader {
    package init() {}

    package func facts(for questions: Set<ChainQuestion>, account: AccountSettings, organization: AccountSettings?) async -> ChainFacts {
        let gap = ReadGap(code: .failed, message: "nobody is there to ask")
        return ChainFacts(answers: Dictionary(questions.map { ($0, .unreadable(gap)) }, uniquingKeysWith: { first, _ in first }))
    }
}
