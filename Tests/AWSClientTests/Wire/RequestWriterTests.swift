import IAMPolicy
import Testing

@testable import AWSClient

@Suite struct RequestWriterTests {
    private static let token = "11111111-2222-4333-8444-555555555555"

    private func written(_ operation: AWSOperation, _ parameters: JSONValue) throws -> WireRequest {
        try RequestWriter(operation: operation, idempotencyToken: Self.token).write(parameters.objectValue ?? JSONObject())
    }

    // MARK: query, ec2

    private static let queryCases: [(members: String, parameters: JSONValue, expected: String)] = [
        ("RoleName:s Path:s", ["RoleName": "r", "Path": .null], "RoleName=r"),
        ("A:b B:b C:i", ["A": true, "B": false, "C": 42], "A=true&B=false&C=42"),
        ("L:[s]", ["L": ["a", "b"]], "L.member.1=a&L.member.2=b"), ("L:[s]", ["L": []], "L="), ("Ids:[s@n=Id]", ["Ids": ["x"]], "Ids.Id.1=x"),
        ("L:[s]@flat@n=Item", ["L": ["x", "y"]], "Item.1=x&Item.2=y"), ("M:{s,i}", ["M": ["a": 1]], "M.entry.1.key=a&M.entry.1.value=1"),
        ("M:{s@n=K,s@n=V}@flat", ["M": ["a": "b", "c": "d"]], "M.1.K=a&M.1.V=b&M.2.K=c&M.2.V=d"),
        ("S:Sub\nSub A:s B:Sub", ["S": ["A": "x", "B": ["A": "y"]]], "S.A=x&S.B.A=y"),
        (
            "Tags:[Tag]\nTag Key!:s Value:s", ["Tags": [["Key": "k", "Value": ""], ["Key": "l", "Value": "w"]]],
            "Tags.member.1.Key=k&Tags.member.1.Value=&Tags.member.2.Key=l&Tags.member.2.Value=w"
        ),
        ("P:s", ["P": "a b+c&d=é~*/\n"], "P=a+b%2Bc%26d%3D%C3%A9~%2A%2F%0A"), ("B:x", ["B": "AP8="], "B=AP8%3D"),
        (
            "T:t U:t@ts=unixTimestamp V:t@ts=rfc822", ["T": 1_795_286_287.25, "U": 1.5, "V": 0],
            "T=2026-11-21T18%3A38%3A07.250000Z&U=1.5&V=Thu%2C+01+Jan+1970+00%3A00%3A00+GMT"
        ),
        ("F:f G:f", ["F": 0.5, "G": "-Infinity"], "F=0.5&G=-Infinity"), ("Q:s@token", [:], "Q=11111111-2222-4333-8444-555555555555"),
        ("Q:s@token", ["Q": "mine"], "Q=mine")
    ]

    @Test(arguments: Self.queryCases)
    func queryFlattensParameters(members: String, parameters: JSONValue, expected: String) throws {
        let request = try self.written(ExampleOperation.taking(.query, members), parameters)
        #expect(String(decoding: request.body, as: UTF8.self) == "Action=Do&Version=2020-01-02&\(expected)")
        #expect(request.headers.map(\.value) == ["application/x-www-form-urlencoded; charset=utf-8"])
    }

    @Test(
        arguments: [
            ("L:[s@n=item]", ["L": ["a", "b"]], "&L.1=a&L.2=b"), ("L:[s]", ["L": []], ""), ("a:s@n=groupId", ["a": "g"], "&GroupId=g"),
            ("a:s@n=x@q=Name", ["a": "v"], "&Name=v"),
            (
                "P:[Perm@n=item]@n=IpPermissions\nPerm F:i@n=fromPort R:[s]@n=groups@q=Groups", ["P": [["F": 1, "R": ["g"]]]],
                "&IpPermissions.1.FromPort=1&IpPermissions.1.Groups.1=g"
            )
        ] as [(String, JSONValue, String)])
    func ec2NamesAndListsAreItsOwn(members: String, parameters: JSONValue, expected: String) throws {
        let request = try self.written(ExampleOperation.taking(.ec2, members), parameters)
        #expect(String(decoding: request.body, as: UTF8.self) == "Action=Do&Version=2020-01-02\(expected)")
    }

    // MARK: json

    @Test(
        arguments: [
            ("A:s B:i", ["A": "é\"\\\n\u{7F}😀", "B": 3], "{\"A\": \"\\u00e9\\\"\\\\\\n\u{7F}\\ud83d\\ude00\", \"B\": 3}"), ("A:s", [:], "{}"),
            ("A:s@n=a B:s", ["A": "x", "B": .null], "{\"a\": \"x\"}"),
            ("T:t U:t@ts=iso8601", ["T": 1.5, "U": 0], "{\"T\": 1.5, \"U\": \"1970-01-01T00:00:00Z\"}"),
            ("M:{s,[i]} D:d", ["M": ["k": [1, 2]], "D": ["x": [true, .null, 1.25]]], "{\"M\": {\"k\": [1, 2]}, \"D\": {\"x\": [true, null, 1.25]}}"),
            ("L:[s]", ["L": ["a", .null]], "{\"L\": [\"a\", null]}"), ("B:x F:f", ["B": "AP8=", "F": "NaN"], "{\"B\": \"AP8=\", \"F\": \"NaN\"}")
        ] as [(String, JSONValue, String)])
    func jsonBodiesAreSpelledAsAWSsSDKForPythonSpellsThem(members: String, parameters: JSONValue, expected: String) throws {
        let request = try self.written(ExampleOperation.taking(ExampleOperation.json, members), parameters)
        #expect(String(decoding: request.body, as: UTF8.self) == expected)
        #expect(request.headers.map { "\($0.name): \($0.value)" } == ["X-Amz-Target: Example.Do", "Content-Type: application/x-amz-json-1.0"])
    }

    @Test func serviceThatOnceSpokeQueryIsToldToKeepItsErrorCodes() throws {
        let request = try self.written(
            ExampleOperation.taking(.json(version: "1.0", targetPrefix: "Q", isQueryCompatible: true), "A:s"), [:])
        #expect(request.headers.contains { $0.name == "x-amzn-query-mode" && $0.value == "true" })
    }

    // MARK: REST

    @Test(
        arguments: [
            ("A!:s@u=a", "/x/{a}", ["A": "b/c d%é"], "/x/b%2Fc%20d%25%C3%A9"), ("A!:s@u=a", "/x/{a+}/y", ["A": "b/c d"], "/x/b/c%20d/y"),
            ("A!:s@u=a B:i@qs=b C:[s]@qs=c", "/x/{a}?k=v&z", ["A": "1", "B": 2, "C": ["p q", "r"]], "/x/1?k=v&z&b=2&c=p%20q&c=r"),
            ("M:{s,s}@qs A:s@qs=a", "/", ["M": ["a": "lost", "b": "kept"], "A": "own"], "/?a=own&b=kept"),
            ("M:{s,[s]}@qs", "/", ["M": ["a": ["1", "2"]]], "/?a=1&a=2"),
            ("T!:t@u=t B!:b@u=b", "/{t}/{b}", ["T": 0, "B": true], "/1970-01-01T00%3A00%3A00Z/true"), ("L:[s]@qs=l", "/", ["L": []], "/")
        ] as [(String, String, JSONValue, String)])
    func labelsAndQueriesAreEncoded(members: String, uri: String, parameters: JSONValue, expected: String) throws {
        #expect(try self.written(ExampleOperation.taking(.restJSON, members, method: "GET", uri: uri), parameters).target == expected)
    }

    @Test(
        arguments: [
            ("A:s@h=X-A", ["A": "v"], ["X-A: v"]), ("A:[s]@h=X-A", ["A": ["a", "b,c", "d\"e"]], ["X-A: a,\"b,c\",\"d\\\"e\""]),
            ("A:[s]@h=X-A", ["A": []], []),
            ("A:t@h=X-A B:t@h=X-B@ts=unixTimestamp", ["A": 0, "B": 1], ["X-A: Thu, 01 Jan 1970 00:00:00 GMT", "X-B: 1"]),
            ("A:b@h=X-A", ["A": false], ["X-A: false"]),
            ("M:{s,s}@hs=X-M- A:s@h=X-M-a", ["A": "own", "M": ["a": "lost", "b": "kept"]], ["X-M-a: own", "X-M-b: kept"]),
            ("A:s@h=X-A@json", ["A": ["k": 1]], ["X-A: eyJrIjoxfQ=="])
        ] as [(String, JSONValue, [String])])
    func headersAreWrittenByKind(members: String, parameters: JSONValue, expected: [String]) throws {
        let request = try self.written(ExampleOperation.taking(.restXML, members), parameters)
        #expect(request.headers.map { "\($0.name): \($0.value)" } == expected)
        #expect(request.body.isEmpty)
    }

    @Test(
        arguments: [
            ("A:s B:s@qs=b", ["A": "x", "B": "y"], "{\"A\": \"x\"}", "application/json"), ("A:s", [:], "{}", "application/json"),
            ("B:s@qs=b", ["B": "y"], "", nil),
            ("P:x", ["P": "AP8="], "{\"P\": \"AP8=\"}", "application/json")
        ] as [(String, JSONValue, String, String?)])
    func restJSONHasABodyWhereItsShapeHasOne(members: String, parameters: JSONValue, expected: String, type: String?) throws {
        let request = try self.written(ExampleOperation.taking(.restJSON, members), parameters)
        #expect(String(decoding: request.body, as: UTF8.self) == expected)
        #expect(request.headers.first { $0.name == "Content-Type" }?.value == type)
    }

    @Test(
        arguments: [
            ("@payload=P P:s", .restXML, ["P": "<text>"], "<text>"), ("@payload=P P:x", .restJSON, ["P": "YWI="], "ab"),
            ("@payload=P P:x", .restJSON, [:], ""),
            ("@payload=P P:Sub\nSub A:s", .restJSON, ["P": ["A": "x"]], "{\"A\": \"x\"}"), ("@payload=P P:Sub\nSub A:s", .restJSON, [:], "{}"),
            ("@payload=P P:Sub\nSub A:s", .restXML, [:], ""), ("@payload=P P:Sub\nSub A:s", .restXML, ["P": ["A": "x"]], "<Sub><A>x</A></Sub>"),
            ("@payload=P P:Sub@n=Given@ns=urn:n\nSub A:s", .restXML, ["P": ["A": "x"]], "<Given xmlns=\"urn:n\"><A>x</A></Given>"),
            ("@payload=P P:d", .restJSON, ["P": [1, "a"]], "[1, \"a\"]")
        ] as [(String, AWSService.Wire, JSONValue, String)])
    func payloadAloneIsTheBody(members: String, wire: AWSService.Wire, parameters: JSONValue, expected: String) throws {
        let operation = try ExampleOperation.of(wire, "read Do PUT / input=DoRequest\nDoRequest\(members)")
        #expect(String(decoding: try self.written(operation, parameters).body, as: UTF8.self) == expected)
    }

    @Test(
        arguments: [
            ("A:s B:i C:b", ["A": "<&>\r\"", "B": 1, "C": true], "<A>&lt;&amp;&gt;&#xD;\"</A><B>1</B><C>true</C>"),
            ("A:[s]", ["A": ["x", "y"]], "<A><member>x</member><member>y</member></A>"),
            ("A:[s@n=I]", ["A": ["x"]], "<A><I>x</I></A>"), ("A:[s@n=I]@flat@n=R", ["A": ["x", "y"]], "<R>x</R><R>y</R>"),
            ("A:[s]", ["A": []], "<A />"),
            ("M:{s,s}", ["M": ["k": "v"]], "<M><entry><key>k</key><value>v</value></entry></M>"),
            ("M:{s@n=K,s@n=V}@flat", ["M": ["k": "v"]], "<M><K>k</K><V>v</V></M>"),
            ("S:Sub\nSub T:s@attr@n=xsi:type A:s", ["S": ["A": "x", "T": "a\"b\n"]], "<S xsi:type=\"a&quot;b&#xA;\"><A>x</A></S>"),
            ("S:Sub@ns=p|urn:n\nSub A:s", ["S": ["A": ""]], "<S xmlns:p=\"urn:n\"><A /></S>"),
            ("T:t", ["T": 1.25], "<T>1970-01-01T00:00:01.250000Z</T>")
        ] as [(String, JSONValue, String)])
    func restXMLBodiesFollowTheirTraits(members: String, parameters: JSONValue, expected: String) throws {
        let request = try self.written(ExampleOperation.taking(.restXML, members), parameters)
        #expect(String(decoding: request.body, as: UTF8.self) == "<DoRequest>\(expected)</DoRequest>")
    }

    @Test func hostPrefixTakesItsLabelsFromTheParameters() throws {
        let operation = try ExampleOperation.of(
            .restJSON, "read Do GET / input=DoRequest host={Account}.data.\nDoRequest Account!:s@host@h=X-Account")
        #expect(try self.written(operation, ["Account": "1111"]).hostPrefix == "1111.data.")
        for value in ["", "a/b", "a@b", "é", String(repeating: "a", count: 64)] {
            #expect(throws: WireFault.self) { try self.written(operation, ["Account": .string(value)]) }
        }
    }

    // MARK: What does not fit

    private static let wires: [AWSService.Wire] = [.query, .ec2, ExampleOperation.json, .restXML, .restJSON]

    @Test(arguments: Self.wires)
    func whatDoesNotFitTheModelIsNamedByItsPlace(wire: AWSService.Wire) throws {
        let operation = try ExampleOperation.taking(wire, "A!:s L:[Sub]\nSub N:i T:t B:x")
        let cases: [(JSONValue, String)] = [
            ([:], "A: is required"), (["A": .null], "A: is required"), (["A": "x", "Z": 1], "Z: has no such member"),
            (["A": 1], "A: a number instead of a string"),
            (["A": "x", "L": [["N": 1], ["N": "secret"]]], "L[1].N: a string instead of an integer"),
            (["A": "x", "L": "secret"], "L: a string instead of a list"),
            (["A": "x", "L": [["T": "soon"]]], "L[0].T: a string that is no instant of the years 1 to 9999"),
            (["A": "x", "L": [["B": "?"]]], "L[0].B: a string instead of a blob in base64"),
            (["A": "x", "L": [["X": 1]]], "L[0].X: has no such member")
        ]
        for (parameters, expected) in cases {
            let fault = #expect(throws: WireFault.self) { try self.written(operation, parameters) }
            #expect(fault?.description == expected)
        }
    }

    @Test func emptyLabelWouldAddressSomethingElse() throws {
        let operation = try ExampleOperation.taking(.restJSON, "A!:s@u=a", uri: "/things/{a}")
        #expect(throws: WireFault.self) { try self.written(operation, ["A": ""]) }
    }

    @Test(arguments: Self.wires)
    func endlesslyNestedParametersAreRefused(wire: AWSService.Wire) throws {
        let operation = try ExampleOperation.taking(wire, "S:Sub\nSub S:Sub A:s")
        let deepest = (0..<(RequestWriter.depthMax - 1)).reduce(JSONValue.object(["A": "x"])) { value, _ in ["S": value] }
        #expect(throws: Never.self) { try self.written(operation, deepest) }
        #expect(throws: WireFault.self) { try self.written(operation, ["S": deepest]) }
    }
}
