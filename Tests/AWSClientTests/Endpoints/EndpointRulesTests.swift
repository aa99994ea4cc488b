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
            let parameters = Self.parameters(row[1])
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

    private static func parameters(_ given: JSONValue) -> EndpointParameters {
        func flag(_ name: String) -> Bool { given[name] == true }
        var parameters = EndpointParameters(region: given["Region"]?.stringValue ?? "")
        parameters.usesFIPS = flag("UseFIPS")
        parameters.usesDualStack = flag("UseDualStack")
        parameters.endpoint = given["Endpoint"]?.stringValue
        parameters.usesGlobalEndpoint = flag("UseGlobalEndpoint")
        parameters.apiType = given["ApiType"]?.stringValue
        parameters.s3.bucket = given["Bucket"]?.stringValue
        parameters.s3.forcesPathStyle = flag("ForcePathStyle")
        parameters.s3.accelerates = flag("Accelerate")
        parameters.s3.disablesAccessPoints = flag("DisableAccessPoints")
        parameters.s3.disablesMultiRegionAccessPoints = flag("DisableMultiRegionAccessPoints")
        parameters.s3.usesARNRegion = given["UseArnRegion"]?.boolValue
        parameters.s3.usesObjectLambda = flag("UseObjectLambdaEndpoint")
        parameters.s3.usesExpressControl = flag("UseS3ExpressControlEndpoint")
        parameters.s3.disablesExpressSessions = flag("DisableS3ExpressSessionAuth")
        return parameters
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
