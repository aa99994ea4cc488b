import IAMPolicy
import Testing

@testable import AWSClient

@Suite struct QueryEncoderTests {
    private static let cases: [(parameters: JSONValue, expected: String)] = [
        (["RoleName": "r", "Path": .null], "RoleName=r"), (["A": true, "B": false, "C": 42], "A=true&B=false&C=42"),
        (["L": ["a", "b"]], "L.member.1=a&L.member.2=b"), (["L": []], "L="), (["S": ["A": "x", "B": ["C": "y"]]], "S.A=x&S.B.C=y"),
        (
            ["Tags": [["Key": "k", "Value": ""], ["Key": "l", "Value": "w"]]],
            "Tags.member.1.Key=k&Tags.member.1.Value=&Tags.member.2.Key=l&Tags.member.2.Value=w"
        ),
        (["P": "a b+c&d=é~*/\n"], "P=a+b%2Bc%26d%3D%C3%A9~%2A%2F%0A"), (["Ids": ["x"]], "Ids.Id.1=x")
    ]

    @Test(arguments: Self.cases)
    func parametersAreFlattened(parameters: JSONValue, expected: String) throws {
        let encoder = QueryEncoder(itemNames: ["Ids": "Id"])
        let body = encoder.body(action: "Do", version: "2010-05-08", parameters: try #require(parameters.objectValue))
        #expect(String(decoding: body, as: UTF8.self) == "Action=Do&Version=2010-05-08&\(expected)")
    }
}
