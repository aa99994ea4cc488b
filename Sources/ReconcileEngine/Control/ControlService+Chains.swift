package import IAMPolicy
package import ReconcileCore

extension ControlService {
    package func preflight(kind: String, name: String, account: String?) async throws(ControlError) -> JSONValue {
        let selector = try ResourceSelector(kind: kind, name: name, account: account)
        let configuration = await self.engine.currentConfiguration
        return try await self.answering { try await Preflight(context: self.context, configuration: configuration).answer(selector) }
    }
}
