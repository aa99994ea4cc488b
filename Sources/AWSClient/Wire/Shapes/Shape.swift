/// What a value of an operation's input or output may be: the part of a service model that the codecs need.
///
/// Shapes refer to one another by their places in a `ShapeTable`, because some contain themselves.
/// - SeeAlso: Smithy 2.0 specification, "Simple types", "Aggregate types".
package enum Shape: Hashable, Sendable {
    case string
    case boolean
    /// Up to 64 bits.
    case integer
    case float
    case timestamp
    case blob
    /// Any JSON value, passed on as it is.
    case document
    case list(ShapeMember)
    case map(key: ShapeMember, value: ShapeMember)
    case structure(StructureShape)

    /// For messages: "a string", "a list".
    var description: String {
        switch self {
        case .string: "a string"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .float: "a number"
        case .timestamp: "a timestamp"
        case .blob: "a blob in base64"
        case .document: "a JSON value"
        case .list: "a list"
        case .map: "a map"
        case .structure: "a structure"
        }
    }
}

/// A structure or a union.
package struct StructureShape: Hashable, Sendable {
    package var name: String
    package var members: [ShapeMember]
    /// The member that alone is the body; the others travel in the head.
    package var payload: String?
    /// Exactly one member is set.
    package var isUnion: Bool
    /// The body is the only member itself, without an element around it.
    package var isUnwrapped = false
    /// The name of its element where it is the whole body and nothing else names it.
    package var rootName: String?

    package init(name: String, members: [ShapeMember], payload: String? = nil, isUnion: Bool = false) {
        self.name = name
        self.members = members
        self.payload = payload
        self.isUnion = isUnion
    }

    package func member(_ name: String) -> ShapeMember? { self.members.first { $0.name == name } }

    /// The members that are part of a request's body.
    var bodyMembers: [ShapeMember] { self.members.filter { $0.traits.location == nil } }

    /// The members that are part of an answer's body: what a request carries in its path or query, an answer does not.
    var answerBodyMembers: [ShapeMember] {
        self.members.filter { member in
            switch member.traits.location {
            case nil, .uri, .query: true
            case .header, .headers, .statusCode: false
            }
        }
    }
}

/// A member of a structure, the item of a list, the key or the value of a map, or the root of a body.
package struct ShapeMember: Hashable, Sendable {
    /// As our side names it; empty for all but members of structures.
    package var name: String
    /// The place of its shape in the table.
    package var shape: Int
    package var isRequired: Bool
    package var traits: ShapeTraits

    package init(name: String = "", shape: Int, isRequired: Bool = false, traits: ShapeTraits = ShapeTraits()) {
        self.name = name
        self.shape = shape
        self.isRequired = isRequired
        self.traits = traits
    }

    /// Its name in a body, a query or a head.
    var wireName: String { self.traits.wireName ?? self.name }
}

/// How a value is written and where.
package struct ShapeTraits: Hashable, Sendable {
    /// What part of a message carries a member; `nil` for the body.
    package enum Location: Hashable, Sendable {
        case uri, query, header, statusCode
        /// All headers that begin with the wire name.
        case headers
    }

    package struct Namespace: Hashable, Sendable {
        package let prefix: String?
        package let uri: String

        package init(prefix: String?, uri: String) {
            self.prefix = prefix
            self.uri = uri
        }
    }

    package var wireName: String?
    /// EC2's own name for requests.
    package var queryName: String?
    package var location: Location?
    package var isFlattened = false
    package var isAttribute = false
    package var namespace: Namespace?
    package var timestampFormat: TimestampFormat?
    /// JSON within a string; base64 within a header.
    package var isJSON = false
    /// Filled in where the caller gives none.
    package var isIdempotencyToken = false
    /// Part of the host name.
    package var isHostLabel = false
    /// Passed to the endpoint rules under this name.
    package var endpointParameter: String?

    package init() {}
}
