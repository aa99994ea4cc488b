import Foundation
import IAMPolicy
import ReconcileCore

/// Judges one chain by a look at this moment; stores nothing.
struct Preflight: Sendable {
    let context: EngineContext
    let configuration: Configuration

    /// - Returns: what `PreflightReport` says.
    /// - Throws: `ControlError` for what is no blueprint; what the store throws.
    func answer(_ selector: ResourceSelector) async throws -> JSONValue {
        let desired = try await self.context.store.desiredResources()
        let blueprint = try PreflightReport.blueprint(selector, among: desired.map(\.identity))
        guard let account = self.configuration.account(covering: blueprint) else {
            throw ControlError(code: .notFound, message: "there is no account `\(blueprint.account)` in the configuration")
        }
        let observed = try await self.context.store.observedResources().filter { account.covers($0.identity) }
        let plan = ChainPlan(
            account: account, configuration: self.configuration, desired: desired, observed: observed, catalog: self.context.blueprints,
            only: [blueprint])
        let looker = ChainLooker(context: self.context, plan: plan)
        let kept = PassPlan(account: account, desired: desired, observed: observed, only: nil).targets
        let targets = looker.widened(kept).targets
        let look = await looker.look(after: await self.context.reader.snapshot(of: account, targets: targets), of: targets)
        let windows = try await self.context.store.openWindows().filter { account.covers($0.resource) }
        let stored = try await self.context.store.chainRecords().filter { $0.blueprint == blueprint }
        let view = look.view(windows: windows, at: self.context.clock.now())
        let ledger = ChainLedger(account: account.name, passID: 0, at: view.now.wall)
        let records = plan.judged(in: view).flatMap { ledger.records(of: $0, after: stored) }
        return PreflightReport(
            blueprint: blueprint, records: records, command: plan.command(of: blueprint, in: view), judgedAt: view.now.wall, isLive: true
        ).json
    }
}
