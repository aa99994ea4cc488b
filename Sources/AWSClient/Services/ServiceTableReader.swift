/// Reads the lines of a service's table.
struct ServiceTableReader {
    let service: AWSService
    private(set) var faults: [String] = []
    private var operations: [(operation: AWSOperation, input: ShapeMember?, output: ShapeMember?)] = []
    private var shapes: [Shape] = []
    /// The places of the structures, also of those that are named before they are defined.
    private var places: [String: Int] = [:]
    private var defined: Set<String> = []

    init(service: AWSService) { self.service = service }

    mutating func read(_ line: String) {
        let words = line.split(separator: " ")
        guard let first = words.first else { return }
        let isGood = first == "read" || first == "write" ? self.readOperation(words) : self.readStructure(words)
        if !isGood { self.faults.append(line) }
    }

    /// The operations, each with all shapes.
    mutating func finished() -> [AWSOperation] {
        for name in self.places.keys.sorted() where !self.defined.contains(name) { self.faults.append("\(name) is not defined") }
        let table = ShapeTable(self.shapes)
        return self.operations.map { entry in
            var operation = entry.operation
            operation.shapes = table
            operation.input = entry.input
            operation.output = entry.output
            return operation
        }
    }

    // MARK: Operations

    /// `read NAME METHOD URI KEY=VALUE…`
    private mutating func readOperation(_ words: [Substring]) -> Bool {
        guard words.count >= 4 else { return false }
        var operation = AWSOperation(service: self.service, name: String(words[1]), mutates: words[0] == "write")
        operation.httpMethod = String(words[2])
        operation.uri = String(words[3])
        var input: ShapeMember?
        var output: ShapeMember?
        for word in words.dropFirst(4) {
            let key = word.prefix { $0 != "=" }
            let value = word.dropFirst(key.count + 1)
            switch key {
            case "input":
                input = self.member(value)
                if input == nil { return false }
            case "output":
                output = self.member(value)
                if output == nil { return false }
            case "action": operation.iamAction = String(value)
            case "page":
                operation.paging = Self.paging(value)
                if operation.paging == nil { return false }
            case "errors": operation.errors = value.split(separator: ",").map(String.init)
            case "unsigned": operation.isSigned = false
            case "checksum": operation.checksum = .crc32
            case "host": operation.hostPrefix = String(value)
            case "static":
                let parts = value.split(separator: ":", maxSplits: 1)
                guard parts.count == 2 else { return false }
                operation.endpointParameters[String(parts[0])] = String(parts[1])
            default: return false
            }
        }
        self.operations.append((operation, input, output))
        return true
    }

    /// `REQUEST-TOKEN:ANSWER-TOKEN:MORE:LIMIT`, a hyphen for what there is not.
    private static func paging(_ text: Substring) -> AWSOperation.Paging? {
        let parts = text.split(separator: ":").map { $0 == "-" ? nil : String($0) }
        guard parts.count == 4, let request = parts[0], let answer = parts[1] else { return nil }
        return AWSOperation.Paging(requestToken: request, answerToken: answer, moreFlag: parts[2], limit: parts[3])
    }

    // MARK: Shapes

    /// `NAME[@TRAIT…] MEMBER[!]:TYPE[@TRAIT…]…`
    private mutating func readStructure(_ words: [Substring]) -> Bool {
        let head = words[0].split(separator: "@").map(String.init)
        var structure = StructureShape(name: head[0], members: [])
        var isUnwrapped = false
        for trait in head.dropFirst() {
            switch trait {
            case "union": structure.isUnion = true
            case "unwrapped": isUnwrapped = true
            case _ where trait.hasPrefix("payload="): structure.payload = String(trait.dropFirst(8))
            default: return false
            }
        }
        structure.isUnwrapped = isUnwrapped
        for word in words.dropFirst() {
            guard let colon = word.firstIndex(of: ":"), var member = self.member(word[word.index(after: colon)...]) else { return false }
            let name = word[..<colon]
            member.isRequired = name.hasSuffix("!")
            member.name = String(member.isRequired ? name.dropLast() : name)
            structure.members.append(member)
        }
        let place = self.place(of: structure.name)
        self.shapes[place] = .structure(structure)
        return self.defined.insert(structure.name).inserted
    }

    private mutating func place(of name: String) -> Int {
        if let place = self.places[name] { return place }
        let place = self.append(.structure(StructureShape(name: name, members: [])))
        self.places[name] = place
        return place
    }

    private mutating func append(_ shape: Shape) -> Int {
        self.shapes.append(shape)
        return self.shapes.count - 1
    }

    private mutating func member(_ text: Substring) -> ShapeMember? {
        var rest = text
        let member = self.takeMember(&rest, depth: 0)
        return rest.isEmpty ? member : nil
    }

    /// Reads one type with its traits and takes it off.
    private mutating func takeMember(_ rest: inout Substring, depth: Int) -> ShapeMember? {
        guard depth < 16, let place = self.takeType(&rest, depth: depth) else { return nil }
        var member = ShapeMember(shape: place)
        while rest.first == "@" {
            let trait = rest.dropFirst().prefix { !"@,]}".contains($0) }
            rest = rest[trait.endIndex...]
            guard member.traits.read(trait) else { return nil }
        }
        return member
    }

    private mutating func takeType(_ rest: inout Substring, depth: Int) -> Int? {
        switch rest.first {
        case "[":
            rest = rest.dropFirst()
            guard let item = self.takeMember(&rest, depth: depth + 1), rest.popFirst() == "]" else { return nil }
            return self.append(.list(item))
        case "{":
            rest = rest.dropFirst()
            guard let key = self.takeMember(&rest, depth: depth + 1), rest.popFirst() == ",",
                let value = self.takeMember(&rest, depth: depth + 1), rest.popFirst() == "}"
            else { return nil }
            return self.append(.map(key: key, value: value))
        default:
            let word = rest.prefix { !"@,]}".contains($0) }
            rest = rest[word.endIndex...]
            if let shape = Self.atoms[word] { return self.append(shape) }
            return word.first?.isUppercase == true ? self.place(of: String(word)) : nil
        }
    }

    private static let atoms: [Substring: Shape] = [
        "s": .string, "b": .boolean, "i": .integer, "f": .float, "t": .timestamp, "x": .blob, "d": .document
    ]
}

extension ShapeTraits {
    /// Takes over a trait in the table's spelling; false for one that it does not have.
    fileprivate mutating func read(_ trait: Substring) -> Bool {
        let key = trait.prefix { $0 != "=" }
        let value = trait.count > key.count ? String(trait.dropFirst(key.count + 1)) : nil
        switch key {
        case "n": self.wireName = value
        case "q": self.queryName = value
        case "u", "qs", "h", "hs", "sc":
            self.location = Self.locations[key]
            self.wireName = value
        case "flat": self.isFlattened = true
        case "attr": self.isAttribute = true
        case "ns":
            let parts = value?.split(separator: "|").map(String.init) ?? []
            guard let uri = parts.last else { return false }
            self.namespace = Namespace(prefix: parts.count == 2 ? parts[0] : nil, uri: uri)
        case "ts":
            guard let format = value.flatMap(TimestampFormat.init(modelName:)) else { return false }
            self.timestampFormat = format
        case "json": self.isJSON = true
        case "token": self.isIdempotencyToken = true
        case "host": self.isHostLabel = true
        case "ctx": self.endpointParameter = value
        default: return false
        }
        return true
    }

    private static let locations: [Substring: Location] = ["u": .uri, "qs": .query, "h": .header, "hs": .headers, "sc": .statusCode]
}
