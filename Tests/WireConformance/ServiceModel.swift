import AWSClient
import IAMPolicy

/// Shapes and an operation out of a service model in botocore's JSON.
struct ServiceModel {
    private(set) var shapes: [Shape] = []
    private var places: [String: Int] = [:]
    private let definitions: JSONObject

    init(definitions: JSONObject) { self.definitions = definitions }

    /// - Parameter given: the operation's part of the model.
    static func operation(metadata: JSONValue, definitions: JSONObject, given: JSONValue) throws -> (AWSOperation, errors: [String: ShapeMember]) {
        var model = ServiceModel(definitions: definitions)
        let service = AWSService(
            id: metadata["serviceId"]?.stringValue ?? "Example", wire: try Self.wire(metadata),
            apiVersion: metadata["apiVersion"]?.stringValue ?? "", signingName: metadata["signingName"]?.stringValue ?? "example",
            endpoints: .regional(prefix: "example", governmentIsFIPS: false))
        var operation = AWSOperation(service: service, name: given["name"]?.stringValue ?? "OperationName", mutates: false)
        operation.httpMethod = given["http"]?["method"]?.stringValue ?? "POST"
        operation.uri = given["http"]?["requestUri"]?.stringValue ?? "/"
        operation.hostPrefix = given["endpoint"]?["hostPrefix"]?.stringValue
        if given["httpChecksumRequired"] == true || given["httpChecksum"]?["requestChecksumRequired"] == true {
            operation.checksum = given["httpChecksumRequired"] == true ? .md5 : .crc32
        }
        operation.input = try given["input"].map { try model.member($0) }
        operation.output = try given["output"].map { try model.member($0) }
        var errors: [String: ShapeMember] = [:]
        for definition in definitions.members where definition.value["exception"] == true {
            let member = try model.member(["shape": .string(definition.name)])
            errors[definition.name] = member
            if let code = definition.value["error"]?["code"]?.stringValue { errors[code] = member }
        }
        operation.shapes = ShapeTable(model.shapes)
        return (operation, errors)
    }

    private static func wire(_ metadata: JSONValue) throws -> AWSService.Wire {
        switch metadata["protocol"]?.stringValue {
        case "query": .query
        case "ec2": .ec2
        case "json":
            .json(
                version: metadata["jsonVersion"]?.stringValue ?? "1.1", targetPrefix: metadata["targetPrefix"]?.stringValue ?? "",
                isQueryCompatible: metadata["awsQueryCompatible"] != nil)
        case "rest-xml": .restXML
        case "rest-json": .restJSON
        default: throw DoorFault("protocol must be query, ec2, json, rest-xml or rest-json")
        }
    }

    private mutating func member(_ reference: JSONValue) throws -> ShapeMember {
        guard let name = reference["shape"]?.stringValue, let definition = self.definitions[name] else {
            throw DoorFault("a reference to a shape that is not defined")
        }
        var member = ShapeMember(shape: try self.place(of: name, definition))
        // What a reference says goes before what the shape says.
        func trait(_ key: String) -> JSONValue? { reference[key] ?? definition[key] }
        // A structure's own name is for where it is the whole body.
        let isStructure = definition["type"] == "structure"
        member.traits.wireName = isStructure ? reference["locationName"]?.stringValue : trait("locationName")?.stringValue
        member.traits.queryName = trait("queryName")?.stringValue
        member.traits.location = trait("location")?.stringValue.flatMap { Self.locations[$0] }
        member.traits.isFlattened = trait("flattened") == true
        member.traits.isAttribute = trait("xmlAttribute") == true
        member.traits.timestampFormat = trait("timestampFormat")?.stringValue.flatMap(TimestampFormat.init(modelName:))
        member.traits.isJSON = trait("jsonvalue") == true
        member.traits.isIdempotencyToken = trait("idempotencyToken") == true
        member.traits.isHostLabel = trait("hostLabel") == true
        if let namespace = trait("xmlNamespace") {
            let uri = namespace.stringValue ?? namespace["uri"]?.stringValue ?? ""
            member.traits.namespace = ShapeTraits.Namespace(prefix: namespace["prefix"]?.stringValue, uri: uri)
        }
        return member
    }

    private static let locations: [String: ShapeTraits.Location] = [
        "uri": .uri, "querystring": .query, "header": .header, "headers": .headers, "statusCode": .statusCode
    ]

    private mutating func place(of name: String, _ definition: JSONValue) throws -> Int {
        if let place = self.places[name] { return place }
        let place = self.shapes.count
        self.places[name] = place
        self.shapes.append(.document)
        self.shapes[place] = try self.shape(name, definition)
        return place
    }

    private mutating func shape(_ name: String, _ definition: JSONValue) throws -> Shape {
        if definition["document"] == true { return .document }
        switch definition["type"]?.stringValue {
        case "string", "character": return .string
        case "boolean": return .boolean
        case "integer", "long", "short", "byte": return .integer
        case "float", "double": return .float
        case "timestamp": return .timestamp
        case "blob": return .blob
        case "list": return .list(try self.member(definition["member"] ?? .null))
        case "map": return .map(key: try self.member(definition["key"] ?? .null), value: try self.member(definition["value"] ?? .null))
        case "structure": return .structure(try self.structure(name, definition))
        default: throw DoorFault("a shape of unknown type: \(name)")
        }
    }

    private mutating func structure(_ name: String, _ definition: JSONValue) throws -> StructureShape {
        let required = Set((definition["required"]?.arrayValue ?? []).compactMap(\.stringValue))
        var structure = StructureShape(
            name: name, members: [], payload: definition["payload"]?.stringValue, isUnion: definition["union"] == true)
        structure.rootName = definition["locationName"]?.stringValue
        for entry in definition["members"]?.objectValue?.members ?? [] {
            var member = try self.member(entry.value)
            member.name = entry.name
            member.isRequired = required.contains(entry.name)
            structure.members.append(member)
        }
        return structure
    }
}
