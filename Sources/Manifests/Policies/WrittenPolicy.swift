import IAMPolicy

/// The JSON text of a policy as somebody wrote it: a file of its own, or a scalar of a manifest.
struct WrittenPolicy: Sendable {
    /// KMS API Reference, PutKeyPolicy: no policy of any service is longer.
    static let bytesMax = 131_072

    let text: String
    /// For places that cannot be told: the beginning of the file, or of the scalar.
    let whole: SourcePlace
    /// The scalar that holds the text; `nil`: it is all that stands in the file.
    private let scalar: SourceNode?

    init(_ text: String, file: String) {
        self.text = text
        self.whole = SourcePlace(file: file)
        self.scalar = nil
    }

    init(_ text: String, in scalar: SourceNode) {
        self.text = text
        self.whole = scalar.place
        self.scalar = scalar
    }

    var isTooLong: Bool { self.text.utf8.count > Self.bytesMax }

    /// Where a place of the text lies in its file.
    /// - Returns: `nil` where the scalar is folded or escaped.
    func place(_ position: JSONPosition) -> SourcePlace? {
        guard let scalar else { return SourcePlace(file: self.whole.file, line: position.line, column: position.column) }
        return scalar.place(inText: position)
    }

    /// The text's parts with their places; `nil` with a fault where it is no JSON.
    func node(faults: FaultCollector) -> SourceNode? {
        JSONSource.node(of: self.text, whole: self.whole, faults: faults, bytesMax: Self.bytesMax) { self.place($0) }
    }
}
