import AWSClient
import IAMPolicy

/// The endpoint for parameters in the words of AWS's rule sets.
struct EndpointDoor {
    let question: JSONValue

    init(_ question: JSONValue) { self.question = question }

    func answer() throws -> JSONValue {
        let service = try Door.text("service", self.question).lowercased().filter { $0 != "-" && $0 != " " && $0 != "_" }
        guard let table = ServiceCatalog.tables.first(where: { $0.service.id.lowercased().filter { $0 != " " } == service }) else {
            throw DoorFault("no service \(service)")
        }
        do throws(EndpointFault) {
            let endpoint = try EndpointRules(table.service.endpoints).endpoint(self.parameters)
            return [
                "url": .string(endpoint.url), "signingRegion": .string(endpoint.signingRegion),
                "signingName": .string(endpoint.signingName ?? table.service.signingName), "scheme": .string(endpoint.scheme.rawValue)
            ]
        } catch {
            return ["error": .string(error.message)]
        }
    }

    private var parameters: EndpointParameters {
        let given = self.question["params"] ?? .null
        func flag(_ name: String) -> Bool { given[name]?.boolValue ?? false }
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
}
