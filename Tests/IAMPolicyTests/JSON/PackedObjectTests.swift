import Testing

@testable import IAMPolicy

/// An object that is packed is the same object: nothing but its cost tells it from a tree.
@Suite struct PackedObjectTests {
    private static let filling = String(repeating: "x", count: 100)

    /// Objects that are large enough to be packed.
    private static let objects: [JSONObject] = [
        ["Version": "2012-10-17", "Statement": [["Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": .string(Self.filling)]]],
        [
            "a": .null, "b": true, "c": false, "d": 0, "e": .number("-1.5e+10"), "f": [], "g": [:], "": "", "h": [1, [2, [.null]]],
            "i": .string(Self.filling)
        ],
        ["quote\"": "back\\slash", "line\n": "\u{1}\t\r", "é": "😀", "brackets": "}]{[,:", "i": .string(Self.filling)],
        ["outer": ["inner": ["a": .string(Self.filling), "b": [["c": .string(Self.filling)], "}"]], "last": 1], "n": 1],
        // Names that Swift holds for equal to others, though their bytes differ: the sign for kelvin, an accent by itself.
        ["\u{212A}": 1, "e\u{301}": 2, "k": 3, "i": .string(Self.filling)]
    ]

    @Test(arguments: Self.objects)
    func tellsWhatTheTreeTells(tree: JSONObject) throws {
        let packed = tree.packed
        _ = try #require(packed.packedText)
        #expect(packed.names == tree.names && packed.count == tree.count && packed.isEmpty == tree.isEmpty)
        #expect(packed.members == tree.members && packed.sortedMembers == tree.sortedMembers)
        for name in tree.names + ["K", "é", "e", "", "none", "Statemen", "Statements", "brackets\""] {
            #expect(packed[name] == tree[name], "\(name)")
        }
        #expect(packed == tree && tree == packed && packed == tree.packed && packed.hashValue == tree.hashValue)
        #expect(packed.unpacked == tree && packed.unpacked.packedText == nil)
        for write in [JSONWriter.compact(_:), JSONWriter.canonical, JSONWriter.pretty] { #expect(write(.object(packed)) == write(.object(tree))) }
        #expect(JSONWriter.compact(.object(packed), is: JSONWriter.compact(.object(tree))))
        #expect(!JSONWriter.compact(.object(packed), is: JSONWriter.pretty(.object(tree))))
    }

    @Test(arguments: Self.objects)
    func isChangedAsATreeIs(tree: JSONObject) {
        for name in tree.names + ["added"] {
            for value in [nil, "changed", .null] as [JSONValue?] {
                var (changedTree, changedPacked) = (tree, tree.packed)
                changedTree[name] = value
                changedPacked[name] = value
                #expect(changedPacked == changedTree && changedPacked.names == changedTree.names)
                #expect((changedPacked == tree.packed) == (changedTree == tree))
            }
        }
    }

    @Test func theOrderOfMembersCountsForTheTextAlone() {
        let (one, other): (JSONObject, JSONObject) = (
            ["a": .string(Self.filling), "b": ["c": 1, "d": 2]], ["b": ["d": 2, "c": 1], "a": .string(Self.filling)]
        )
        #expect(one.packed == other.packed && one.packed.hashValue == other.packed.hashValue)
        #expect(one.packed.names == ["a", "b"] && other.packed.names == ["b", "a"])
    }

    @Test(arguments: [(94, false), (95, true)])
    func whatIsSmallStaysATree(bytes: Int, isPacked: Bool) throws {
        let text = "{\"a\":\"\(String(repeating: "x", count: bytes - 7))\"}"
        // One byte more than `bytes`, with the brace that ends it.
        #expect(text.utf8.count == bytes + 1)
        #expect((try JSONReader.parse(text).packed.objectValue?.packedText != nil) == isPacked)
        #expect((try JSONReader.parsePacked(text).objectValue?.packedText != nil) == isPacked)
    }

    @Test func otherValuesStayWhatTheyAre() {
        let values: [JSONValue] = [.null, true, 1, "a", .string(Self.filling), [.string(Self.filling)], .object(JSONObject())]
        for value in values { #expect(value.packed == value && value.unpacked == value) }
    }

    /// Whatever the text: the same value, or the same fault.
    @Test func readingPackedReadsWhatReadingReads() {
        var generator = SeededGenerator(seed: 5)
        var (values, faults) = (0, 0)
        for _ in 0..<4_000 {
            let value = Self.value(depth: 0, &generator)
            var bytes = Array((generator.chance(4) ? JSONWriter.pretty(value) : JSONWriter.compact(value)).utf8)
            for _ in 0..<generator.below(3) where !bytes.isEmpty {
                bytes[generator.below(bytes.count)] = generator.pick(Array("{}[],:\"\\ 0-.et\u{1}\u{7F}a".utf8))
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let limits = JSONReader.Limits(depthMax: generator.pick([1, 2, 3, 64]), bytesMax: generator.pick([100, 1 << 20]))
            let tree = Result { () throws(JSONSyntaxError) in try JSONReader.parse(text, limits: limits) }
            let packed = Result { () throws(JSONSyntaxError) in try JSONReader.parsePacked(text, limits: limits) }
            #expect(tree == packed, "\(text)")
            guard case (.success(let tree), .success(let packed)) = (tree, packed) else {
                faults += 1
                continue
            }
            values += 1
            #expect(JSONWriter.compact(packed) == JSONWriter.compact(tree), "\(text)")
        }
        #expect(values > 500 && faults > 500, "\(values) \(faults)")
    }

    private static func value(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
        switch depth == 0 ? 7 : generator.below(depth > 3 ? 6 : 9) {
        case 0: return .null
        case 1: return .bool(generator.chance(2))
        case 2: return .number(generator.pick(["0", "-1", "7", "1234567890", "0.5", "1e5"]))
        case 3, 4, 5: return .string(generator.pick(["", "a", "arn:aws:s3:::bucket/*", "é", "\"", "\\", "\n", String(repeating: "long ", count: 12)]))
        case 6: return .array((0..<generator.below(4)).map { _ in Self.value(depth: depth + 1, &generator) })
        default:
            let names = generator.some(["a", "b", "Effect", "é", "n\"", "a long name of a member"], atMost: 6)
            return .object(JSONObject(names.map { JSONObject.Member(name: $0, value: Self.value(depth: depth + 1, &generator)) }))
        }
    }
}
