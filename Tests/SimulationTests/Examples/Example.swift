import Testing

/// One folder of `examples/`, what it takes for granted, and what people do to it.
struct Example: Sendable, CustomTestStringConvertible {
    let folder: String
    /// `KIND/NAME` of the blueprint in it.
    let blueprint: (kind: String, name: String)
    let breakages: [Breakage]
    /// What people do that breaks nothing.
    var harmless: [HarmlessEdit] = []
    /// Links of what is usually nobody's, where these manifests speak of it: what breaks them is drift too.
    var owned: Set<String> = []
    /// Makes what has to exist. The answer: what AWS names itself, by what the example has in its place.
    let prepare: @Sendable (ExampleGround) throws -> [String: String]

    var testDescription: String { self.folder }

    /// Every folder with a blueprint.
    static let all = [Self.export, Self.load, Self.notebook, Self.staging, Self.partner, Self.administration, Self.data]
}

/// Something that looks dangerous to a chain and is not.
struct HarmlessEdit: Sendable {
    let name: String
    let make: @Sendable (ExampleGround) throws -> Void

    init(_ name: String, make: @escaping @Sendable (ExampleGround) throws -> Void) {
        self.name = name
        self.make = make
    }
}

/// Something that somebody does behind the daemon's back and that breaks one link of a chain.
struct Breakage: Sendable {
    let name: String
    /// The link.
    let breaks: String
    /// Whether links that rest on the broken one cannot be told any more.
    let hidesOthers: Bool
    let make: @Sendable (ExampleGround) throws -> Void

    init(_ name: String, breaks: String, hidesOthers: Bool = false, make: @escaping @Sendable (ExampleGround) throws -> Void) {
        self.name = name
        self.breaks = breaks
        self.hidesOthers = hidesOthers
        self.make = make
    }
}
