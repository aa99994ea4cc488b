import Testing

@testable import AWSClient

@Suite struct XMLListItemTests {
    private static func parse(_ document: String, leaving lists: Set<String>) throws(XMLSyntaxError) -> (root: XMLElement, items: [XMLListItem]) {
        try XMLElement.parse(Array(document.utf8), leaving: lists)
    }

    @Test func itemsOfTheNamedListsAreLeftAsTheyAreWritten() throws {
        let first = "<member a='1'><N>x &amp; <![CDATA[</member>]]></N><!-- </member> --><member>inner</member></member>"
        let (root, items) = try Self.parse(
            "<R><S> <L>\n\(first) <member/><ns:member\n>y</ns:member></L><M><member>z</member></M><More>true</More></S></R>", leaving: ["L"])
        #expect(items.map { String(decoding: $0.bytes, as: UTF8.self) } == [first, "<member/>", "<ns:member\n>y</ns:member>"])
        #expect(items.allSatisfy { $0.list == "L" })
        #expect(try items[0].element().text(of: "N") == "x & </member>")
        let result = try #require(root["S"])
        #expect(result.children.map(\.name) == ["L", "M", "More"])
        #expect(result["L"]?.children.isEmpty == true)
        #expect(result.items(of: "M").map(\.text) == ["z"])
    }

    @Test(arguments: [
        "<L><S><L><member/></L></S></L>", "<R><L><member/></L></R>", "<R><S><T><L><member/></L></T></S></R>", "<R><S><L><member/></L></S></R>"
    ])
    func onlyListsDirectlyInTheResultAreLeft(document: String) throws {
        let (root, items) = try Self.parse(document, leaving: ["L"])
        let isList = document.contains("<S><L>")
        #expect(items.count == (isList ? 1 : 0))
        if !isList { #expect(try root == XMLElement.parse(Array(document.utf8))) }
    }

    @Test func severalListsMayBeLeftAndComeBackTogether() throws {
        let document = "<R><S><L><member>1</member></L><M><member>2</member></M><L><member>3</member></L></S></R>"
        let (_, items) = try Self.parse(document, leaving: ["L", "M"])
        #expect(items.map(\.list) == ["L", "M", "L"])
        #expect(try items.map { try $0.element().text } == ["1", "2", "3"])
    }

    /// What is in an item, and what is refused in it wherever it stands.
    @Test(arguments: [
        "<a>", "</a>", "<a></b>", "<a><b></a></b>", "&x;", "&", "&amp", "&#0;", "]]>", "<a b/>", "<a b='<'/>", "<1a/>", "\u{1}", "\u{FFFE}",
        "<![CDATA[x", "<!-- -- -->", "<!x>", "<?xml version='1.0'?>", "<a:/>", "<a b='1' b='2'/>", "<!DOCTYPE a>", "<a", "<"
    ])
    func whatIsPassedOverIsHeldToTheSameRules(content: String) {
        let document = Array("<R><S><L><member>\(content)</member></L></S></R>".utf8)
        let whole = #expect(throws: XMLSyntaxError.self) { try XMLElement.parse(document) }
        let left = #expect(throws: XMLSyntaxError.self) { try XMLElement.parse(document, leaving: ["L"]) }
        #expect(whole == left)
    }

    @Test func bytesThatAreNoUTF8AreRefusedInWhatIsPassedOver() {
        let document = Array("<R><S><L><member>".utf8) + [0xC0, 0x80] + Array("</member></L></S></R>".utf8)
        let error = #expect(throws: XMLSyntaxError.self) { try XMLElement.parse(document, leaving: ["L"]) }
        #expect(error?.code == .notUTF8)
    }

    /// Cut anywhere, an answer is refused as it would be if all of it were read.
    @Test func aTruncatedAnswerIsRefusedWhereverItEnds() {
        let document = Array("<R><S><L><member><N b='1'>x&amp;y<![CDATA[z]]></N><!-- c --><M/></member></L><More>true</More></S></R>".utf8)
        for length in 0..<document.count {
            let start = Array(document[..<length])
            let whole = #expect(throws: XMLSyntaxError.self) { try XMLElement.parse(start) }
            let left = #expect(throws: XMLSyntaxError.self) { try XMLElement.parse(start, leaving: ["L"]) }
            #expect(whole == left)
        }
    }

    @Test func limitsCountWhatIsPassedOver() {
        let document = Array("<R><S><L><member><a><b/></a></member><member/></L></S></R>".utf8)
        let limits: [(XMLPullReader.Limits, XMLSyntaxError.Code?)] = [
            (.init(depthMax: 6, elementsMax: 7), nil), (.init(depthMax: 5), .tooDeep), (.init(elementsMax: 6), .tooManyElements)
        ]
        for (limit, code) in limits {
            let outcome = Result { () throws(XMLSyntaxError) in try XMLElement.parse(document, leaving: ["L"], limits: limit).items.count }
            switch outcome {
            case .success(let count): #expect(code == nil && count == 2)
            case .failure(let error): #expect(error.code == code)
            }
        }
    }
}
