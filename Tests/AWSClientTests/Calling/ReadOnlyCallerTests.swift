import IAMPolicy
import NIOConcurrencyHelpers
import ReconcileCore
import Testing

@testable import AWSClient

@Suite struct ReadOnlyCallerTests {
    /// Notes what it is asked for and answers with nothing.
    private final class NotingCaller: AWSCalling {
        private let seen = NIOLockedValueBox<[AWSOperation]>([])

        var operations: [AWSOperation] { self.seen.withLockedValue { $0 } }
        var requestsSent: Int { self.operations.count }

        func call(_ operation: AWSOperation, parameters: JSONObject, region: String?) async throws(AWSError) -> AWSAnswer {
            self.seen.withLockedValue { $0.append(operation) }
            return AWSAnswer(status: 200, requestID: nil, body: .bytes([]))
        }
    }

    @Test(arguments: ServiceCatalog.tables.flatMap(\.operations))
    func noOperationThatChangesSomethingGetsThrough(operation: AWSOperation) async {
        let caller = NotingCaller()
        do throws(AWSError) {
            _ = try await ReadOnlyCaller(caller).call(operation, parameters: [:], region: nil)
            #expect(!operation.mutates)
            #expect(caller.operations == [operation])
        } catch {
            #expect(operation.mutates)
            #expect(error.code == AWSErrorCode.readOnly)
            #expect(caller.operations.isEmpty)
        }
    }

    @Test(arguments: ServiceCatalog.tables.flatMap(\.operations))
    func onlyOperationsThatChangeSomethingCanBeSentAsMutations(operation: AWSOperation) async {
        let caller = NotingCaller()
        let mutation = Mutation(service: operation.service.signingName, operation: operation.name, parameters: [:], writes: [])
        let outcome = await MutationSender(caller: caller).send(mutation)
        #expect(caller.operations == (operation.mutates ? [operation] : []))
        if case .refused(let failure) = outcome { #expect(failure.code == "UnknownOperation") } else { #expect(operation.mutates) }
    }
}
