import Foundation
import FoundationXML
import Testing

@testable import AWSClient

@Suite struct XMLElementTests {
    @Test(arguments: [
        ("<a/>", ""), ("<a></a>", ""), ("<a>x</a>", "x"), ("<?xml version=\"1.0\" encoding='UTF-8'?>\n<a>x</a>\n", "x"),
        ("\u{FEFF}<a>x</a>", "x"), ("<a b='1' c:d=\"&lt;>\" >x</a >", "x"), ("<!-- c --><a>x<!-- <b> -->y</a><!-- end -->", "xy"),
        ("<a>&amp;&lt;&gt;&quot;&apos;</a>", "&<>\"'"), ("<a>&#65;&#x42;&#x1F600;&#10;</a>", "AB😀\n"),
        ("<a><![CDATA[<b>&amp;]]]]></a>", "<b>&amp;]]"),
        ("<a>x<![CDATA[]]>y</a>", "xy"), ("<a>1\r\n2\r3</a>", "1\n2\n3"), ("<a>&#13;</a>", "\r"), ("<a>{\"a\": [1]}</a>", "{\"a\": [1]}"),
        ("<a><?target data?>x</a>", "x"), ("<a>ü日😀</a>", "ü日😀"), ("<ns:a xmlns:ns='u'> x </ns:a>", " x "), ("<a>]]</a>", "]]")
    ])
    func textIsRead(document: String, text: String) throws {
        let element = try XMLElement.parse(Array(document.utf8))
        #expect(element.name == "a")
        #expect(element.text == text)
        #expect(element.children.isEmpty)
    }

    @Test func treeIsReadWithoutBlanksBetweenElements() throws {
        let root = try XMLElement.parse(Array("<r>\n <l>\n<member>1</member> <member/></l>\n <t>x</t></r>".utf8))
        #expect(root.items(of: "l").map(\.text) == ["1", ""])
        #expect(root.text(of: "t") == "x")
        #expect(root.text(of: "none") == nil)
        #expect(root.items(of: "none").isEmpty)
        #expect(root.text.isEmpty)
    }

    @Test(arguments: [
        "", " ", "x", "<", "<a", "<a>", "<a/", "</a>", "<a></b>", "<a><b></a></b>", "<a/><b/>", "<a/>x", "x<a/>", "<a>&x;</a>", "<a>&</a>",
        "<a>&amp</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#x110000;</a>", "<a>&#99999999999999999999;</a>", "<a>&#-65;</a>", "<a>&#+65;</a>",
        "<a>&#x;</a>", "<a>&#;</a>", "<a>]]></a>", "<a b/>", "<a b=1/>", "<a b='1/>", "<a b='<'/>", "<a b='&x;'/>", "<a b='1'c='2'/>", "<1a/>",
        "<a>\u{1}</a>", "<a>\u{FFFE}</a>", "<a><![CDATA[x</a>", "<![CDATA[x]]><a/>", "<a><!-- -- --></a>", "<a><!-- </a>", "<a><!x></a>",
        "<a/><?xml version='1.0'?>", "<a><?xml version='1.0'?></a>", "<?xml version='1.0'", "< a/>", "<a:/>", "<a></ a>", "<a></a", "<a>\u{0}</a>"
    ])
    func malformedDocumentIsRefused(document: String) {
        let error = #expect(throws: XMLSyntaxError.self) { try XMLElement.parse(Array(document.utf8)) }
        #expect(error?.code == .malformed)
    }

    @Test(arguments: [
        "<!DOCTYPE a><a/>", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"
    ])
    func documentTypeIsRefused(document: String) {
        let error = #expect(throws: XMLSyntaxError.self) { try XMLElement.parse(Array(document.utf8)) }
        #expect(error?.code == .documentTypeRefused)
    }

    @Test(arguments: [[0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E], [0x3C, 0x61, 0x3E, 0xC0, 0x80, 0x3C, 0x2F, 0x61, 0x3E]] as [[UInt8]])
    func bytesThatAreNoUTF8AreRefused(bytes: [UInt8]) {
        #expect(throws: XMLSyntaxError.self) { try XMLElement.parse(bytes) }
    }

    @Test func otherEncodingIsRefused() {
        let error = #expect(throws: XMLSyntaxError.self) { try XMLElement.parse(Array("<?xml version='1.0' encoding='ISO-8859-1'?><a/>".utf8)) }
        #expect(error?.code == .notUTF8)
    }

    @Test func limitsHoldOnBothSides() throws {
        let limits = XMLPullReader.Limits(bytesMax: 40, depthMax: 3, elementsMax: 4)
        #expect(try XMLElement.parse(Array("<a><b><c/></b><d/></a>".utf8), limits: limits).children.count == 2)
        func code(_ document: String) -> XMLSyntaxError.Code? {
            do throws(XMLSyntaxError) { _ = try XMLElement.parse(Array(document.utf8), limits: limits) } catch { return error.code }
            return nil
        }
        #expect(code("<a><b><c><d/></c></b></a>") == .tooDeep)
        #expect(code("<a><b/><c/><d/><e/></a>") == .tooManyElements)
        #expect(code("<a>\(String(repeating: "x", count: 33))</a>") == nil)
        #expect(code("<a>\(String(repeating: "x", count: 34))</a>") == .tooLarge)
    }

    @Test func deepNestingIsRefusedWhateverIsAskedFor() {
        let document = String(repeating: "<a>", count: 100_000)
        let error = #expect(throws: XMLSyntaxError.self) {
            try XMLElement.parse(Array(document.utf8), limits: XMLPullReader.Limits(depthMax: 1_000_000))
        }
        #expect(error?.code == .tooDeep)
    }

    /// What is accepted here is read in the same way by the system's parser; what that refuses is refused here.
    /// Foundation does not tell the order of attributes.
    private static func inOrder(_ element: AWSClient.XMLElement) -> AWSClient.XMLElement {
        AWSClient.XMLElement(
            name: element.name, children: element.children.map(Self.inOrder), text: element.text,
            attributes: element.attributes.sorted { $0.name < $1.name })
    }

    @Test func attributesAreKeptButForNamespaces() throws {
        let element = try XMLElement.parse(Array("<a xmlns=\"u\" xmlns:x='v' x:type=\"t&amp;\" b='1'><c/></a>".utf8))
        #expect(element.attributes == [XMLAttribute(name: "x:type", value: "t&"), XMLAttribute(name: "b", value: "1")])
        #expect(element.attribute("x:type") == "t&")
        #expect(element.attribute("type") == "t&")
        #expect(element.attribute("c") == nil)
        #expect(element["c"]?.attributes == [])
    }

    @Test(arguments: [
        "<a b='1' b='2'/>", "<a \((0...64).map { "a\($0)='1'" }.joined(separator: " "))/>"
    ])
    func repeatedAndCountlessAttributesAreRefused(text: String) { #expect(throws: XMLSyntaxError.self) { try XMLElement.parse(Array(text.utf8)) } }

    @Test(arguments: 0..<40)
    func mutatedDocumentsAreReadAsFoundationReadsThem(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let original = Array(
            "<R xmlns=\"u\"><X><member><N>a&amp;b</N><D>%7B%22a%22&#x41;</D></member><member/></X><T><![CDATA[<q>]]>t</T><!-- c --></R>".utf8)
        for _ in 0..<50 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<3, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = Array("<>&;/'\"a!-[]#x ".utf8).randomElement(using: &generator) ?? 0
                case 1: bytes.remove(at: index)
                default: bytes.insert(contentsOf: bytes[index...].prefix(4), at: index)
                }
            }
            let ours = try? XMLElement.parse(bytes)
            guard let ours else { continue }
            let theirs = SystemXML.parse(bytes)
            // libxml2 reads a namespace prefix that is declared nowhere, or twice the same attribute, as an error.
            guard let theirs else {
                #expect(String(decoding: bytes, as: UTF8.self).contains(":") || String(decoding: bytes, as: UTF8.self).contains("xmlns"))
                continue
            }
            #expect(Self.inOrder(ours) == theirs, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}

/// Reads with Foundation's parser into the same tree.
private final class SystemXML: NSObject, XMLParserDelegate {
    private var builder = XMLTreeBuilder()

    static func parse(_ bytes: [UInt8]) -> AWSClient.XMLElement? {
        let reader = SystemXML()
        let parser = XMLParser(data: Data(bytes))
        parser.delegate = reader
        return parser.parse() ? reader.builder.root : nil
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
        let written = attributes.filter { $0.key != "xmlns" && !$0.key.hasPrefix("xmlns:") }.sorted { $0.key < $1.key }
        self.builder.take(
            .start(name: String(name.split(separator: ":").last ?? "")), attributes: written.map { XMLAttribute(name: $0.key, value: $0.value) })
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) { self.builder.take(.end) }

    func parser(_ parser: XMLParser, foundCharacters text: String) { self.builder.take(.text(text)) }

    func parser(_ parser: XMLParser, foundCDATA data: Data) { self.builder.take(.text(String(decoding: data, as: UTF8.self))) }
}

/// SplitMix64: the same numbers for the same seed on every machine.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
