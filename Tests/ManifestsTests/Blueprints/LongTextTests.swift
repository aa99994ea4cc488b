import IAMPolicy
import ReconcileCore
import Testing

@testable import Manifests

/// Texts that are taken as they stand, in the manifest or in a file beside it.
@Suite struct LongTextTests {
    /// A blueprint that has nothing but queries.
    private struct Sample: BlueprintDefinition {
        let kind = ResourceKind("NeptuneDataAccess")
        let nameRule = StringRule.localName
        let fields = [SpecField("queries", .list(.record([SpecField("text", .text(Self.query, bytesMax: 64), isRequired: true)])))]

        static let query = StringRule("a query") { $0.isEmpty ? "is empty" : nil }
        static let catalog = BlueprintCatalog([Self()])

        func expansion(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) throws(BlueprintFault) -> BlueprintExpansion {
            BlueprintExpansion()
        }
        func questions(of blueprint: DesiredResource, in surroundings: BlueprintSurroundings) -> [ChainQuestion] { [] }
        func links(of blueprint: DesiredResource, in view: ChainView) -> [ChainLink] { [] }
        func command(of blueprint: DesiredResource, in view: ChainView) -> String? { nil }
    }

    private static func manifest(_ text: String) -> String {
        "apiVersion: reconciled/v1\nkind: NeptuneDataAccess\nmetadata: {name: app}\nspec: {queries: [{text: \(text)}]}\n"
    }

    private static func query(_ text: String, in folder: TemporaryFolder) throws -> String? {
        let context = ManifestContext(configuration: Samples.oneAccount, blueprints: Sample.catalog)
        let set = try ManifestLoader.parse(text: Self.manifest(text), file: "m.yaml", folder: folder.path, context: context)
        return set.resources.first?.spec["queries"]?.arrayValue?.first?["text"]?.stringValue
    }

    private static func faults(_ text: String, in folder: TemporaryFolder) -> [String] {
        do {
            _ = try Self.query(text, in: folder)
            return []
        } catch let error as ManifestError {
            return error.faults.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    /// In SPARQL and in maps of openCypher, `{{` is part of the query.
    @Test func bracesAreNoPlaceholders() throws {
        let folder = try TemporaryFolder()
        let query = "SELECT * {{?s ?p {{1}}} UNION {}}"
        #expect(try Self.query("\"\(query)\"", in: folder) == query)
        try folder.write("q.sparql", query)
        #expect(try Self.query("{file: q.sparql}", in: folder) == query)
    }

    @Test func aFileIsPutInThePlaceOfItsName() throws {
        let folder = try TemporaryFolder()
        try folder.write("queries/count.gremlin", "g.V()\n  .count()\n")
        #expect(try Self.query("{file: queries/count.gremlin}", in: folder) == "g.V()\n  .count()\n")
        let sent = try ManifestLoader.documents(
            text: Self.manifest("{file: queries/count.gremlin}"), file: "m.yaml", folder: folder.path, blueprints: Sample.catalog)
        #expect(sent.first?.document["spec"]?["queries"]?.arrayValue?.first?["text"] == "g.V()\n  .count()\n")
    }

    @Test(arguments: [
        ("{file: none.gremlin}", "m.yaml:4:32: spec.queries[0].text.file cannot be read"),
        ("{file: ../q}", "m.yaml:4:32: spec.queries[0].text.file must be a path below"),
        ("{file: /etc/passwd}", "m.yaml:4:32: spec.queries[0].text.file must be a path below"),
        ("{file: q, also: 1}", "m.yaml:4:35: spec.queries[0].text: `also` cannot stand beside `file`"),
        ("{fil: q}", "m.yaml:4:25: spec.queries[0].text must be text or {file: NAME}"),
        ("7", "m.yaml:4:25: spec.queries[0].text must be text or {file: NAME}"),
        ("[]", "m.yaml:4:25: spec.queries[0].text must be text or {file: NAME}"),
        ("''", "m.yaml:4:25: spec.queries[0].text must be a query: `` is empty"),
        ("{file: empty}", "m.yaml:4:25: spec.queries[0].text must be a query: `` is empty"),
        ("{file: long}", "m.yaml:4:32: ")
    ])
    func whatIsNoTextIsTold(text: String, beginning: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("q", "g.V()")
        try folder.write("empty", "")
        try folder.write("long", String(repeating: "x", count: 65))
        let faults = Self.faults(text, in: folder)
        #expect(faults.count == 1 && faults.first?.hasPrefix(beginning) == true, "\(faults)")
    }

    @Test(arguments: [(64, true), (65, false)])
    func theBoundCountsInTheManifestToo(count: Int, isTaken: Bool) throws {
        #expect(Self.faults(String(repeating: "x", count: count), in: try TemporaryFolder()).isEmpty == isTaken)
    }
}
