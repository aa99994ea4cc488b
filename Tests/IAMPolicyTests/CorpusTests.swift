import Foundation
import Testing

/// Small documents that reach far into the library, and inputs that once broke something: see `scripts/fuzz`.
@Suite struct CorpusTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Corpus")

    private static let inputs = (try? FileManager.default.contentsOfDirectory(atPath: Self.folder.path))?.sorted() ?? []

    @Test func thereIsACorpus() { #expect(Self.inputs.count > 20) }

    @Test(arguments: Self.inputs, DocumentProperties.Area.allCases)
    func everyInputKeepsTheProperties(_ input: String, _ area: DocumentProperties.Area) throws {
        let bytes = try Array(Data(contentsOf: Self.folder.appendingPathComponent(input)))
        #expect(DocumentProperties.violation(of: bytes, in: area) == nil)
        // Cut short and with a byte gone astray: what is left of a document is an input like any other.
        for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 24)) {
            #expect(DocumentProperties.violation(of: Array(bytes.prefix(length)), in: area) == nil)
            var bent = bytes
            bent[length] ^= 0x0D
            #expect(DocumentProperties.violation(of: bent, in: area) == nil)
        }
    }
}
