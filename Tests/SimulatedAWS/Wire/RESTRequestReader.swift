import AWSClient
import HTTPTransport
import IAMPolicy

/// Finds a REST operation by method, path and query, and gathers its input from path, query, headers and body.
struct RESTRequestReader {
    let service: AWSService
    let head: RequestHead

    func read(_ request: HTTPRequest) throws(ServiceFault) -> (AWSOperation, JSONObject) {
        let (bucket, path) = self.service.endpoints == .s3 ? self.bucketAndPath : (nil, self.head.path)
        var best: (operation: AWSOperation, labels: [String: String], rank: Int)?
        for operation in OperationCatalog.operations(of: self.service) where operation.httpMethod == self.head.method {
            guard self.service.endpoints != .s3 || Self.needsBucket(operation) == (bucket != nil) else { continue }
            guard let match = self.match(operation.uri, path: path), match.rank > best?.rank ?? -1 else { continue }
            best = (operation, match.labels, match.rank)
        }
        guard let best else { throw ServiceFault("MethodNotAllowed", "The specified method is not allowed against this resource.", status: 405) }
        var labels = best.labels
        labels["Bucket"] = bucket
        return (best.operation, try self.input(of: best.operation, labels, request))
    }

    /// From the host (`BUCKET.s3.REGION.amazonaws.com`) or the first part of the path.
    private var bucketAndPath: (bucket: String?, path: String) {
        if let dot = self.head.host.range(of: ".s3."), dot.lowerBound > self.head.host.startIndex {
            return (String(self.head.host[..<dot.lowerBound]), self.head.path)
        }
        let parts = self.head.path.split(separator: "/", maxSplits: 1)
        guard let first = parts.first else { return (nil, "/") }
        return (PercentText.decoded(first, plusIsBlank: false), "/" + (parts.count > 1 ? String(parts[1]) : ""))
    }

    private static func needsBucket(_ operation: AWSOperation) -> Bool {
        operation.inputStructure.members.contains { $0.traits.endpointParameter == "Bucket" }
    }

    /// More constant parts of path and query make a better match.
    private func match(_ uri: String, path: String) -> (labels: [String: String], rank: Int)? {
        let template = uri.prefix { $0 != "?" }
        let constants = PercentText.pairs(uri[template.endIndex...].dropFirst(), plusIsBlank: false)
        for constant in constants where !self.head.query.contains(where: { $0.name == constant.name && $0.value == constant.value }) { return nil }
        let wanted = template.split(separator: "/")
        let given = path.split(separator: "/")
        guard wanted.count == given.count else { return nil }
        var labels: [String: String] = [:]
        var rank = constants.count
        for (want, part) in zip(wanted, given) {
            if want.hasPrefix("{") {
                labels[String(want.dropFirst().dropLast()).replacing("+", with: "")] = PercentText.decoded(part, plusIsBlank: false)
            } else if want == part {
                rank += 1
            } else {
                return nil
            }
        }
        return (labels, rank)
    }

    private func input(of operation: AWSOperation, _ labels: [String: String], _ request: HTTPRequest) throws(ServiceFault) -> JSONObject {
        let structure = operation.inputStructure
        var input = try self.body(of: operation, structure, request.body)
        for member in structure.members {
            let name = member.traits.wireName ?? member.name
            let text: String?
            switch member.traits.location {
            case .uri: text = labels[name]
            case .query:
                if case .list(let item) = operation.shapes[member] {
                    let values = self.head.query.filter { $0.name == name }.map(\.value)
                    var items: [JSONValue] = []
                    for value in values { items.append(try ScalarReader.value(value, as: operation.shapes[item], named: name)) }
                    if !items.isEmpty { input[member.name] = .array(items) }
                    continue
                }
                text = self.head.query.first { $0.name == name }?.value
            case .header: text = request.header(name)
            case .headers, .statusCode, nil: continue
            }
            if let text { input[member.name] = try ScalarReader.value(text, as: operation.shapes[member], named: member.name) }
        }
        return input
    }

    private func body(of operation: AWSOperation, _ structure: StructureShape, _ body: [UInt8]) throws(ServiceFault) -> JSONObject {
        guard !body.isEmpty else { return JSONObject() }
        if let payload = structure.payload.flatMap({ name in structure.members.first { $0.name == name } }) {
            switch operation.shapes[payload] {
            case .string, .blob: return JSONObject([.init(name: payload.name, value: .string(String(decoding: body, as: UTF8.self)))])
            default: break
            }
            guard self.service.wire == .restXML, case .structure(let inner) = operation.shapes[payload], let root = try? XMLElement.parse(body) else {
                throw ServiceFault("MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema")
            }
            let value = try XMLRequestReader(shapes: operation.shapes).object(root, as: inner)
            return JSONObject([.init(name: payload.name, value: .object(value))])
        }
        if self.service.wire == .restJSON {
            var bodyStructure = structure
            bodyStructure.members = structure.members.filter { $0.traits.location == nil }
            return try JSONRequestReader(shapes: operation.shapes).object(body, as: bodyStructure)
        }
        guard let root = try? XMLElement.parse(body) else { throw ServiceFault("MalformedXML", "The XML you provided was not well-formed") }
        return try XMLRequestReader(shapes: operation.shapes).object(root, as: structure)
    }
}

/// Reads the XML body of a request by its shape.
struct XMLRequestReader {
    let shapes: ShapeTable

    func object(_ element: XMLElement, as structure: StructureShape) throws(ServiceFault) -> JSONObject {
        var object = JSONObject()
        for member in structure.members where member.traits.location == nil {
            let name = member.traits.wireName ?? member.name
            let found = element.children.filter { $0.name == name }
            guard let first = found.first else { continue }
            if case .list(let item) = self.shapes[member] {
                var items: [JSONValue] = []
                for child in member.traits.isFlattened ? found : first.children { items.append(try self.value(child, as: item)) }
                object[member.name] = .array(items)
            } else {
                object[member.name] = try self.value(first, as: member)
            }
        }
        return object
    }

    private func value(_ element: XMLElement, as member: ShapeMember) throws(ServiceFault) -> JSONValue {
        if case .structure(let structure) = self.shapes[member] { return .object(try self.object(element, as: structure)) }
        return try ScalarReader.value(element.text, as: self.shapes[member], named: element.name)
    }
}
