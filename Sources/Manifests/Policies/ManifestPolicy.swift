package import IAMPolicy

/// A policy that a manifest declares, as text to be judged, with the way back to where its parts are written.
package struct ManifestPolicy: Sendable {
    private enum Origin: Sendable {
        /// Written without white space from what was read.
        case parts(PlacedJSON)
        /// No JSON: as it stands, but for placeholders.
        case text(WrittenPolicy)
    }

    /// `Kind/name` of the manifest.
    package let resource: String
    /// Such as `trustPolicy` or `inlinePolicies[load]`.
    package let aspect: String
    package let type: PolicyType
    /// Where the manifest declares it.
    package let place: SourcePlace
    /// As it is sent to AWS, or as it stands where it is no JSON; values of the right form stand in for placeholders.
    package let text: String
    private let origin: Origin

    init(resource: String, aspect: String, type: PolicyType, place: SourcePlace, source: PolicySource) {
        self.resource = resource
        self.aspect = aspect
        self.type = type
        self.place = place
        switch source {
        case .node(let node):
            let json = PlacedJSON(node, placeholders: .standIns)
            self.text = json.text
            self.origin = .parts(json)
        case .text(let written):
            self.text = Placeholders.standIns.replacingWhatCanBe(in: written.text)
            self.origin = .text(written)
        }
    }

    /// Where a place of `text` is written: in the manifest, or in the file that it names.
    ///
    /// - Parameters:
    ///   - line: From 1.
    ///   - column: In Unicode scalars, from 1.
    /// - Returns: `nil` where only `whole` can be told: in text that is no JSON and that YAML folds or escapes.
    package func place(line: Int, column: Int) -> SourcePlace? {
        switch self.origin {
        case .parts(let json): return json.place(column: column)
        case .text(let written):
            let before = Placeholders.standIns.column(before: column, inLine: line, of: written.text)
            return written.place(JSONPosition(line: line, column: before))
        }
    }

    /// Where the text begins: in the manifest, or in the file that it names.
    package var whole: SourcePlace {
        switch self.origin {
        case .parts(let json): json.place(column: 1)
        case .text(let written): written.whole
        }
    }
}
