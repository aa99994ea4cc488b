import IAMPolicy
import ReconcileCore
import Testing

// One breakage, and what has to come of it.
extension KeptExample {
    /// Its link is broken and no other, which is told once, however often one looks.
    func expectBroken(by breakage: Breakage, of example: Example) async throws {
        self.ground.lab.clock.advance(by: 60)
        try await self.pass()
        let links = try await self.links().filter { $0.state != .ok }
        #expect(Set(links.filter { $0.state == .broken }.map(\.name)) == [breakage.breaks], "\(breakage.name): \(links)")
        #expect(links.allSatisfy { $0.state == .broken || $0.state == .unknown }, "\(breakage.name): \(links)")
        #expect(links.contains { $0.state == .unknown } == breakage.hidesOthers, "\(breakage.name): \(links)")
        #expect(links.allSatisfy { $0.state != .broken || ($0.reason?.isEmpty == false && $0.fix?.isEmpty == false) }, "\(breakage.name)")
        // Also that the mending of what was broken before was told once only.
        #expect(try await self.told() == ["chain.broken \(breakage.breaks)"], "\(breakage.name)")
        let report = try await self.preflight(example.blueprint)
        #expect(report["firstLink"] == .string(breakage.breaks) && report["command"] == .null, "\(breakage.name): \(report)")
        self.ground.lab.clock.advance(by: 300)
        try await self.pass()
        #expect(try await self.links().filter { $0.state == .broken }.map(\.name) == [breakage.breaks], "\(breakage.name), looked at again")
        #expect(try await self.told() == [], "\(breakage.name), looked at again")
    }

    /// All links are whole again, which is told once.
    func expectMended(after breakage: Breakage) async throws {
        self.ground.lab.clock.advance(by: 300)
        try await self.pass()
        #expect(try await self.links().filter { $0.state != .ok } == [], "after \(breakage.name)")
        #expect(try await self.told() == ["chain.mended \(breakage.breaks)"], "after \(breakage.name)")
    }

    /// No link is broken, and nobody is told anything of the chain.
    func expectNothingTold(_ what: String) async throws {
        self.ground.lab.clock.advance(by: 60)
        try await self.pass()
        #expect(try await self.links().filter { $0.state == .broken } == [], "\(what)")
        #expect(try await self.told() == [], "\(what)")
    }
}
