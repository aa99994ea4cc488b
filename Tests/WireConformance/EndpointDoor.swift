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
            let endpoint = try EndpointRules(table.service.endpoints).endpoint(EndpointParameters(ruleNames: self.question["params"] ?? .null))
            return [
                "url": .string(endpoint.url), "signingRegion": .string(endpoint.signingRegion),
                "signingName": .string(endpoint.signingName ?? table.service.signingName), "scheme": .string(endpoint.scheme.rawValue)
            ]
        } catch {
            return ["error": .string(error.message)]
        }
    }
}
