import IAMPolicy
import Testing

@testable import AWSClient

/// The rules against what botocore's rule sets give (`Fixtures/Tools/endpoints.py`).
@Suite struct EndpointRulesTests {
    @Test func everyEndpointIsTheOneOfBotocoresRules() throws {
        let rows = try #require(try Fixtures.json("endpoints.json").arrayValue).compactMap(\.arrayValue)
        #expect(rows.count == 1073)
        for row in rows {
            let table = try #require(ServiceCatalog.tables.first { $0.service.id == row[0].stringValue })
            let parameters = EndpointParameters(ruleNames: row[1])
            do throws(EndpointFault) {
                let endpoint = try EndpointRules(table.service.endpoints).endpoint(parameters)
                #expect(endpoint.url == row[2].stringValue, "\(row)")
                // Several regions at once have no region; the rules of others leave it to the client.
                #expect(row[3].stringValue.map { $0 == endpoint.signingRegion } ?? true, "\(row)")
                #expect(row[4].stringValue.map { $0 == endpoint.scheme.rawValue } ?? true, "\(row)")
            } catch {
                #expect(row[2] == .null, "\(row): \(error.message)")
            }
        }
    }

    @Test(arguments: ["", "eu west", "-eu", String(repeating: "e", count: 64), "eu.west"])
    func whatIsNoRegionHasNoEndpoint(region: String) {
        for table in ServiceCatalog.tables {
            var parameters = EndpointParameters(region: region)
            parameters.s3.bucket = "stage"
            #expect(throws: EndpointFault.self) { try EndpointRules(table.service.endpoints).endpoint(parameters) }
        }
    }
}
