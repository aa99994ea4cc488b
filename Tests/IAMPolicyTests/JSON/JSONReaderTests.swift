import Testing

@testable import IAMPolicy

@Suite struct JSONReaderTests {
    @Test(
        arguments: [
            ("null", JSONValue.null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .number("0")), ("-0.5e+10", .number("-0.5e+10")),
            ("[]", .array([])), ("{}", .object(JSONObject())), ("[1, \"a\"]", [1, "a"]), (#"{"a": {"b": [null]}}"#, ["a": ["b": [.null]]]),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\ud83d\ude00""#, "é😀"), ("\"é😀\"", "é😀"), (#""\u0000""#, "\0"),
            ("1e5", .number("1e5")), ("123456789012345678901234567890", .number("123456789012345678901234567890"))
        ] as [(String, JSONValue)])
    func readsWhatRFC8259Allows(text: String, expected: JSONValue) throws {
        #expect(try JSONReader.parse(text) == expected)
        #expect(try JSONReader.parse(Array(text.utf8)) == expected)
    }

    @Test(
        arguments: [
            ("", JSONSyntaxError.Code.empty, 1, 1), (" \n ", .empty, 2, 2), ("{\"a\": 1} x", .trailingText, 1, 10), ("[1] []", .trailingText, 1, 5),
            ("{\n  \"a\": 1,\n  \"a\": 2\n}", .duplicateName, 3, 3), (#"{"a": 1, "\u0061": 2}"#, .duplicateName, 1, 10),
            ("// x\n{}", .comment, 1, 1), ("{} # x", .comment, 1, 4), ("{\n/* x */ \"a\": 1}", .comment, 2, 1), ("[1, // x\n2]", .comment, 1, 5),
            ("[1,]", .trailingComma, 1, 4), ("{\"a\": 1,}", .trailingComma, 1, 9), ("[1 2]", .unexpectedCharacter, 1, 4),
            (#""\x""#, .badEscape, 1, 2), (#""\u12G4""#, .badEscape, 1, 2), (#""\ud800""#, .loneSurrogate, 1, 2),
            (#""\ud800\u0041""#, .loneSurrogate, 1, 2), (#""é\udc00""#, .loneSurrogate, 1, 3), (#""\ud800\ud800""#, .loneSurrogate, 1, 2),
            ("\"a\tb\"", .controlCharacter, 1, 3), ("\"a\nb\"", .controlCharacter, 1, 3), ("\"\\n\u{1}\"", .controlCharacter, 1, 4),
            ("NaN", .badNumber, 1, 1), ("[Infinity]", .badNumber, 1, 2), ("-Infinity", .badNumber, 1, 1), ("01", .badNumber, 1, 1),
            ("-01", .badNumber, 1, 1), ("1.", .badNumber, 1, 1), (".5", .badNumber, 1, 1), ("+1", .badNumber, 1, 1), ("1e", .badNumber, 1, 1),
            ("0x10", .badNumber, 1, 1), ("1.2.3", .badNumber, 1, 1), ("'a'", .unexpectedCharacter, 1, 1), ("{a: 1}", .unexpectedCharacter, 1, 2),
            ("True", .unexpectedCharacter, 1, 1), ("nulll", .unexpectedCharacter, 1, 1), ("{\"a\" 1}", .unexpectedCharacter, 1, 6),
            ("[1", .unexpectedEnd, 1, 3), ("{\"a\":", .unexpectedEnd, 1, 6), ("\"abc", .unexpectedEnd, 1, 1), ("\"abc\\", .unexpectedEnd, 1, 5),
            ("\"a\\n", .unexpectedEnd, 1, 1), ("[\r\n\r\n@]", .unexpectedCharacter, 3, 1), ("[\r\r@]", .unexpectedCharacter, 3, 1),
            ("\u{FEFF}{}", .byteOrderMark, 1, 1), ("\u{A0}1", .unexpectedCharacter, 1, 1), ("-", .badNumber, 1, 1), ("]", .unexpectedCharacter, 1, 1)
        ] as [(String, JSONSyntaxError.Code, Int, Int)])
    func refusesEverythingElseAndSaysWhere(text: String, code: JSONSyntaxError.Code, line: Int, column: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONReader.parse(text) }
        #expect(error?.code == code)
        #expect(error.map { [$0.line, $0.column] } == [line, column])
        #expect(error?.message.isEmpty == false)
    }

    @Test(
        arguments: [
            ([0x22, 0x80, 0x22], 2), ([0x22, 0xC0, 0x80, 0x22], 2), ([0x22, 0xED, 0xA0, 0x80, 0x22], 2), ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 2),
            ([0x22, 0x61, 0xE2, 0x82], 3), ([0xFF, 0xFE, 0x7B, 0x00], 1), ([0x22, 0xC3, 0xA9, 0xFF, 0x22], 3), ([0x22, 0xE0, 0x80, 0x80, 0x22], 2)
        ] as [([UInt8], Int)])
    func refusesBytesThatAreNotUTF8(bytes: [UInt8], column: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONReader.parse(bytes) }
        #expect(error?.code == (bytes[0] == 0xFF ? .byteOrderMark : .invalidUTF8))
        #expect(error?.column == column)
    }

    @Test func findsDuplicatesAmongManyMembers() throws {
        let names = (0..<2_000).map { "\"n\($0)\": \($0)" }
        #expect(try JSONReader.parse("{\(names.joined(separator: ","))}").objectValue?.count == 2_000)
        let error = #expect(throws: JSONSyntaxError.self) { try JSONReader.parse("{\(names.joined(separator: ",")), \"n3\": 0}") }
        #expect(error?.code == .duplicateName)
    }

    @Test(arguments: [(64, true), (65, false)])
    func hasALimitOnDepth(depth: Int, isTaken: Bool) {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(((try? JSONReader.parse(text)) != nil) == isTaken)
        let unclosed = String(repeating: "[", count: 500_000)
        #expect(throws: JSONSyntaxError.self) { try JSONReader.parse(unclosed) }
    }

    @Test(arguments: [(10, true), (11, false)])
    func hasALimitOnSize(size: Int, isTaken: Bool) {
        let text = "\"" + String(repeating: "a", count: size - 2) + "\""
        let limits = JSONReader.Limits(depthMax: 1, bytesMax: 10)
        #expect(((try? JSONReader.parse(text, limits: limits)) != nil) == isTaken)
        #expect(((try? JSONReader.parse(Array(text.utf8), limits: limits)) != nil) == isTaken)
    }

    @Test func namesThatOnlyLookAlikeAreNotMistakenForTexts() throws {
        // Composed and decomposed forms are equal to Swift and different to AWS.
        #expect(try JSONReader.parse("\"\u{E9}\"") != JSONReader.parse("\"e\u{301}\""))
        #expect(throws: JSONSyntaxError.self) { try JSONReader.parse("{\"\u{E9}\": 1, \"e\u{301}\": 2}") }
    }
}

@Suite struct PositionedJSONTests {
    private let text = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {"Effect": "Allow", "Action": ["a", "bé", "c"]},
            {"Sid": "x"}
          ]
        }
        """

    @Test(
        arguments: [
            (JSONPath.root, 1, 1), (.root.appending("Version"), 2, 14), (.root.appending("Statement").appending(0), 4, 5),
            (.root.appending("Statement").appending(0).appending("Action").appending(2), 4, 47),
            (.root.appending("Statement").appending(1).appending("Sid"), 5, 13), (.root.appending("Statement").appending(1).appending("Nope"), 5, 5),
            (.root.appending("Statement").appending(7), 3, 16), (.root.appending("Version").appending(0), 2, 14)
        ] as [(JSONPath, Int, Int)])
    func knowsWhereEachPartWasWritten(path: JSONPath, line: Int, column: Int) throws {
        let positioned = try JSONReader.parseWithPositions(self.text)
        #expect(positioned.position(of: path) == JSONPosition(line: line, column: column))
        #expect(try positioned.value == JSONReader.parse(self.text))
    }

    @Test func knowsWhereNamesStand() throws {
        let positioned = try JSONReader.parseWithPositions(Array(self.text.utf8))
        #expect(positioned.namePosition(of: .root.appending("Statement")) == JSONPosition(line: 3, column: 3))
        #expect(positioned.namePosition(of: .root.appending("Statement").appending(0)) == JSONPosition(line: 4, column: 5))
    }

    @Test func pathsReadLikePaths() {
        let path = JSONPath.root.appending("Statement").appending(0).appending("Condition").appending("aws:x")
        #expect(path.description == #"Statement[0].Condition["aws:x"]"#)
        #expect(path.parent.description == "Statement[0].Condition")
    }
}

@Suite struct JSONReaderFuzzTests {
    /// The reader may refuse, but what it takes must survive writing and reading, and it must never trap.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func mutatedTextsAreReadAlikeOrRefused(seed: UInt64) throws {
        var generator = PolicyGenerator(seed: seed)
        var random = SeededGenerator(seed: seed &+ 1_000)
        let original = Array(JSONWriter.pretty(generator.document().jsonValue).utf8)
        for _ in 0..<150 {
            var bytes = original
            for _ in 0...random.below(4) { Self.mutate(&bytes, &random) }
            guard let positioned = try? JSONReader.parseWithPositions(bytes) else { continue }
            #expect(try JSONReader.parse(bytes) == positioned.value)
            #expect(try JSONReader.parse(JSONWriter.canonical(positioned.value)) == positioned.value)
            #expect(try JSONReader.parse(JSONWriter.pretty(positioned.value)) == positioned.value)
            let parse = PolicyDocument.parse(positioned.value, type: .identity)
            #expect(parse.document != nil || !parse.faults.isEmpty)
            _ = parse.faults.map { positioned.position(of: $0.path) }
            #expect(PolicyEquivalence.compare(desired: positioned.value, live: positioned.value, type: .identity).isEqual)
        }
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        if bytes.isEmpty { return }
        let place = random.below(bytes.count)
        switch random.below(6) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
        case 2: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 3: bytes.insert(random.pick(Array("{}[]\",:\\u#/ '0-e.".utf8)), at: place)
        case 4: bytes.removeSubrange(place..<min(place + random.below(20), bytes.count))
        default: bytes.insert(contentsOf: bytes[place..<min(place + random.below(40), bytes.count)], at: random.below(bytes.count))
        }
    }
}
