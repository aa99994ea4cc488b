import HTTPTransport
import IAMPolicy
import Testing

@testable import AWSClient

@Suite struct OutputReaderTests {
    private func output(
        _ operation: AWSOperation, _ body: String, status: Int = 200, headers: [(name: String, value: String)] = []
    ) throws -> JSONValue {
        let response = HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        return .object(try AWSAnswerReader(operation: operation).read(response).output(of: operation))
    }

    private static let xmlCases: [(members: String, xml: String, expected: JSONValue)] = [
        ("A:s B:i C:b D:f", "<A> x </A><B>-3</B><C>TRUE</C><D>1.5</D>", ["A": " x ", "B": -3, "C": true, "D": 1.5]),
        ("A:s", "<A/><Other>1</Other>", ["A": ""]), ("A:s", "", [:]),
        ("T:t U:t", "<T>2026-11-21T18:38:07.25Z</T><U>1970-01-01T01:00:00+01:00</U>", ["T": 1_795_286_287.25, "U": 0]),
        ("T:t@ts=rfc822", "<T>Sat, 21 Nov 2026 18:38:07 GMT</T>", ["T": 1_795_286_287]), ("B:x", "<B>AP8=</B>", ["B": "AP8="]),
        ("F:f G:f", "<F>NaN</F><G>1.</G>", ["F": "NaN", "G": 1.0]), ("L:[s]", "<L><member>a</member><member>b</member></L>", ["L": ["a", "b"]]),
        ("L:[s]", "<L/>", ["L": []]),
        ("L:[s]@flat", "<L>a</L><X/><L>b</L>", ["L": ["a", "b"]]), ("L:[s]@flat@n=Item", "<Item>a</Item>", ["L": ["a"]]),
        ("M:{s,i}", "<M><entry><key>k</key><value>1</value></entry></M>", ["M": ["k": 1]]),
        ("M:{s@n=K,s@n=V}@flat", "<M><K>k</K><V>v</V></M><M><K>l</K><V>w</V></M>", ["M": ["k": "v", "l": "w"]]),
        ("S:Sub\nSub A:s T:s@attr@n=xsi:type", "<S xmlns:xsi=\"urn:i\" xsi:type=\"t&amp;u\"><A>x</A></S>", ["S": ["A": "x", "T": "t&u"]]),
        ("U:Uni\nUni@union A:s B:i", "<U><B>1</B></U>", ["U": ["B": 1]]),
        ("U:Uni\nUni@union A:s", "<U><New>1</New></U>", ["U": ["SDK_UNKNOWN_MEMBER": ["name": "New"]]]),
        ("S:Sub\nSub S:Sub", "<S><S><S/></S></S>", ["S": ["S": ["S": [:]]]])
    ]

    @Test(arguments: Self.xmlCases)
    func xmlOutputsAreReadByTheirShape(members: String, xml: String, expected: JSONValue) throws {
        #expect(try self.output(ExampleOperation.giving(.query, " \(members)"), "<DoResponse><DoResult>\(xml)</DoResult></DoResponse>") == expected)
        #expect(
            try self.output(ExampleOperation.giving(.ec2, " \(members)"), "<DoResponse xmlns=\"urn:e\"><requestId>q</requestId>\(xml)</DoResponse>")
                == expected)
        #expect(try self.output(ExampleOperation.giving(.restXML, " \(members)"), "<Whatever>\(xml)</Whatever>") == expected)
    }

    @Test(
        arguments: [
            ("A:s B:i C:b", "{\"A\":\"x\",\"B\":-3,\"C\":true,\"Z\":[]}", ["A": "x", "B": -3, "C": true]), ("A:s", "{\"A\":null}", [:]),
            ("A:s@n=a", "{\"a\":\"x\",\"A\":\"y\"}", ["A": "x"]),
            ("T:t U:t V:t", "{\"T\":1.5,\"U\":\"1970-01-01T00:00:01Z\",\"V\":\"Thu, 01 Jan 1970 00:00:02 GMT\"}", ["T": 1.5, "U": 1, "V": 2]),
            ("B:x F:f", "{\"B\":\"AP8=\",\"F\":\"Infinity\"}", ["B": "AP8=", "F": "Infinity"]),
            ("L:[s] M:{s,s}", "{\"L\":[\"a\",null],\"M\":{\"k\":null,\"l\":\"v\"}}", ["L": ["a"], "M": ["l": "v"]]),
            ("D:d", "{\"D\":{\"x\":[1,null]}}", ["D": ["x": [1, .null]]]),
            ("U:Uni\nUni@union A:s B:i", "{\"U\":{\"__type\":\"t\",\"A\":null,\"B\":1}}", ["U": ["B": 1]]),
            ("U:Uni\nUni@union A:s", "{\"U\":{\"New\":1}}", ["U": ["SDK_UNKNOWN_MEMBER": ["name": "New"]]])
        ] as [(String, String, JSONValue)])
    func jsonOutputsAreReadByTheirShape(members: String, body: String, expected: JSONValue) throws {
        #expect(try self.output(ExampleOperation.giving(ExampleOperation.json, " \(members)"), body) == expected)
        #expect(try self.output(ExampleOperation.giving(.restJSON, " \(members)"), body) == expected)
    }

    @Test(
        arguments: [
            (" A:s@h=X-A S:i@sc B:s", "{\"B\":\"y\"}", ["S": 201, "A": "x", "B": "y"]),
            (
                " M:{s,s}@hs=X-", "{}",
                [
                    "M": [
                        "A": "x", "L": "a, \"b,c\"", "T": "Thu, 01 Jan 1970 00:00:00 GMT, Thu, 01 Jan 1970 00:00:01 GMT", "N": "1,2",
                        "J": "eyJrIjoxfQ=="
                    ]
                ]
            ),
            (" L:[s]@h=X-L", "{}", ["L": ["a", "b,c"]]), (" T:[t]@h=X-T N:[i]@h=x-n", "{}", ["T": [0, 1], "N": [1, 2]]),
            (" J:s@h=X-J@json", "{}", ["J": "{\"k\":1}"]),
            (" Q:s@qs=q", "{\"q\":\"in the body\"}", ["Q": "in the body"]), ("@payload=P P:s A:s@h=X-A", "any text", ["A": "x", "P": "any text"]),
            ("@payload=P P:x", "ab", ["P": "YWI="]), ("@payload=P P:x", "", [:]),
            ("@payload=P P:Sub\nSub A:s", "{\"A\":\"y\"}", ["P": ["A": "y"]]), ("@payload=P P:d", "[1]", ["P": [1]])
        ] as [(String, String, JSONValue)])
    func headStatusAndPayloadArePartOfTheOutput(members: String, body: String, expected: JSONValue) throws {
        let headers = [
            ("X-A", "x"), ("X-L", "a, \"b,c\""), ("X-T", "Thu, 01 Jan 1970 00:00:00 GMT, Thu, 01 Jan 1970 00:00:01 GMT"), ("X-N", "1,2"),
            ("X-J", "eyJrIjoxfQ==")
        ]
        let output = try self.output(
            ExampleOperation.giving(.restJSON, members), body, status: 201, headers: headers.map { (name: $0.0, value: $0.1) })
        #expect(output == expected)
    }

    @Test func bucketsLocationIsTheRootItself() throws {
        let europe = try self.output(
            S3.getBucketLocation, "<LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">EU</LocationConstraint>")
        #expect(europe == ["LocationConstraint": "EU"])
        #expect(try self.output(S3.getBucketLocation, "<LocationConstraint/>") == ["LocationConstraint": ""])
    }

    @Test func keysOfObjectsAreDecoded() throws {
        let output = try self.output(
            S3.listObjectsV2,
            "<ListBucketResult><EncodingType>url</EncodingType><Prefix>a%2F</Prefix><Contents><Key>a%2Fb+c%0B</Key></Contents></ListBucketResult>")
        #expect(output["Prefix"] == "a/")
        #expect(output["Contents"]?.arrayValue?.first?["Key"] == "a/b c\u{B}")
    }

    @Test(arguments: [
        ("N:i", "<N>1.5</N>", "N: a text that is not an integer"), ("N:i", "<N>99999999999999999999</N>", "N: a text that is not an integer"),
        ("B:b", "<B>yes</B>", "B: a text that is not a boolean"),
        ("L:[i]", "<L><m>1</m><m>x</m></L>", "L[1]: a text that is not an integer"),
        ("T:t", "<T>2026-13-01T00:00:00Z</T>", "T: a text that is not a timestamp"), ("A:s", "<A><B/></A>", "A: elements instead of a string"),
        ("M:{s,s}", "<M><entry><key>k</key></entry></M>", "M[0]: an entry without key or value"),
        ("U:Uni\nUni@union A:s B:s", "<U><A/><B/></U>", "U: 2 members of a union instead of one"),
        ("X:x", "<X>?</X>", "X: a text that is not a blob in base64")
    ])
    func answerThatDoesNotFitTheModelSaysWhere(members: String, xml: String, expected: String) throws {
        let operation = try ExampleOperation.giving(.restXML, " \(members)")
        let error = #expect(throws: AWSError.self) { try self.output(operation, "<R>\(xml)</R>", headers: [("x-amz-request-id", "q-1")]) }
        #expect(error?.message.hasSuffix(expected) == true)
        #expect(error?.requestID == "q-1")
        #expect(error?.service == "Example")
        #expect(error?.operation == "Do")
    }

    @Test(arguments: [
        ("{\"A\":1.5}", " A:i", "A: a number instead of an integer"), ("{\"A\":\"x\"}", " A:[s]", "A: a text that is not a list"),
        ("{\"A\":{}}", " A:s", "A: an object instead of a string"),
        ("{\"A\":[{\"B\":\"soon\"}]}", " A:[Sub]\nSub B:t", "A[0].B: a text that is not a timestamp")
    ])
    func jsonThatDoesNotFitTheModelSaysWhere(body: String, members: String, expected: String) throws {
        let operation = try ExampleOperation.giving(.restJSON, members)
        let error = #expect(throws: AWSError.self) { try self.output(operation, body) }
        #expect(error?.message.hasSuffix(expected) == true)
    }
}
