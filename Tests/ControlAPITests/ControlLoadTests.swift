import Testing

@testable import ControlAPI

@Suite struct ControlLoadTests {
    @Test func eachUserHoldsItsShareOfConnections() async {
        let load = ControlLoad(connectionsPerUserMax: 2, requestsMax: 1)
        #expect(await load.connect(1))
        #expect(await load.connect(1))
        #expect(await !load.connect(1))
        #expect(await load.connect(2))
        await load.disconnect(1)
        #expect(await load.connect(1))
        #expect(await !load.connect(1))
        for _ in 0..<2 { await load.disconnect(1) }
        await load.disconnect(2)
        await load.disconnect(3)
        #expect(await load.connections.isEmpty)
    }

    @Test func requestsUnderWayAreBounded() async {
        let load = ControlLoad(connectionsPerUserMax: 1, requestsMax: 2)
        #expect(await load.begin())
        #expect(await load.begin())
        #expect(await !load.begin())
        await load.end()
        #expect(await load.begin())
        for _ in 0..<3 { await load.end() }
        #expect(await load.requests == 0)
    }
}
