import NIOConcurrencyHelpers
package import ReconcileCore

/// Answers what a test has written down, and notes what it is asked.
package final class ScriptedFacts: ChainFactReader {
    private struct State {
        var answers: [ChainQuestion: ChainAnswer] = [:]
        var asked: [Set<ChainQuestion>] = []
        var organizations: [String?] = []
    }

    private let state = NIOLockedValueBox(State())

    package init() {}

    package func answer(_ question: ChainQuestion, _ answer: ChainAnswer) { self.state.withLockedValue { $0.answers[question] = answer } }

    /// The rounds so far.
    package var asked: [Set<ChainQuestion>] { self.state.withLockedValue { $0.asked } }
    package var organizations: [String?] { self.state.withLockedValue { $0.organizations } }

    package func facts(for questions: Set<ChainQuestion>, account: AccountSettings, organization: AccountSettings?) async -> ChainFacts {
        self.state.withLockedValue { state in
            state.asked.append(questions)
            state.organizations.append(organization?.name)
            return ChainFacts(answers: state.answers.filter { questions.contains($0.key) }, requests: questions.count)
        }
    }
}
