import HTTPTransport
import IAMPolicy
import Testing

@testable import AWSClient

@Suite struct PagingTests {
    @Test func pagesAreHandedOnUntilTheAnswerSaysThatThereAreNoMore() async throws {
        let transport = ScriptedTransport([
            self.page(["a"], marker: "m1"), self.page([], marker: "m2"), self.page(["b", "c"], marker: nil)
        ])
        var names: [String] = []
        try await self.caller(transport).callPages(IAM.listRoles, parameters: ["PathPrefix": "/x/"], region: nil, pageSizeMax: 1000) { answer in
            names += answer.result.items(of: "Roles").compactMap { $0.text(of: "RoleName") }
        }
        #expect(names == ["a", "b", "c"])
        let bodies = transport.requests.map { String(decoding: $0.body, as: UTF8.self).replacing("Action=ListRoles&Version=2010-05-08&", with: "") }
        #expect(
            bodies == [
                "PathPrefix=%2Fx%2F&MaxItems=1000", "PathPrefix=%2Fx%2F&MaxItems=1000&Marker=m1", "PathPrefix=%2Fx%2F&MaxItems=1000&Marker=m2"
            ])
    }

    @Test func jsonPagesAreContinuedByTheirOwnToken() async throws {
        let transport = ScriptedTransport([
            .answer(200, "{\"Aliases\":[1],\"Truncated\":true,\"NextMarker\":\"n\"}"), .answer(200, "{\"Aliases\":[2],\"Truncated\":false}")
        ])
        var count = 0
        try await self.caller(transport).callPages(KMS.listAliases, parameters: [:], region: nil) { answer in
            count += answer.json?["Aliases"]?.arrayValue?.count ?? 0
        }
        #expect(count == 2)
        #expect(transport.requests.map { String(decoding: $0.body, as: UTF8.self) } == ["{}", "{\"Marker\": \"n\"}"])
    }

    @Test(arguments: ["", "<IsTruncated>false</IsTruncated>", "<IsTruncated>false</IsTruncated><Marker>m</Marker>"])
    func listWithoutMoreIsOnePage(tail: String) async throws {
        let transport = ScriptedTransport([.answer(200, "<ListRolesResponse><ListRolesResult>\(tail)</ListRolesResult></ListRolesResponse>")])
        try await self.caller(transport).callPages(IAM.listRoles, parameters: [:], region: nil) { _ in }
        #expect(transport.requests.count == 1)
    }

    @Test func truncatedPageWithoutTokenIsAnErrorNotAnEnd() async {
        let transport = ScriptedTransport([
            .answer(200, "<ListRolesResponse><ListRolesResult><IsTruncated>true</IsTruncated></ListRolesResult></ListRolesResponse>")
        ])
        await #expect(throws: AWSError.self) {
            try await self.caller(transport).callPages(IAM.listRoles, parameters: [:], region: nil) { _ in }
        }
    }

    @Test func serverThatTurnsInACircleIsLeft() async {
        let transport = ScriptedTransport([self.page(["a"], marker: "same")])
        await #expect(throws: AWSError.self) {
            try await self.caller(transport).callPages(IAM.listRoles, parameters: [:], region: nil) { _ in }
        }
        #expect(transport.requests.count == 2)
        let endless = ScriptedTransport { number, _ in self.page(["a"], marker: "m\(number)") }
        await #expect(throws: AWSError.self) {
            try await self.caller(endless).callPages(IAM.listRoles, parameters: [:], region: nil, pagesMax: 5) { _ in }
        }
        #expect(endless.requests.count == 5)
    }

    @Test(arguments: [
        (
            EC2.describeVpcs, "<DescribeVpcsResponse><nextToken>n/1</nextToken></DescribeVpcsResponse>", "<DescribeVpcsResponse/>", "NextToken=n%2F1"
        ),
        (
            Neptune.describeDBClusters,
            "<DescribeDBClustersResponse><DescribeDBClustersResult><Marker>n/1</Marker></DescribeDBClustersResult></DescribeDBClustersResponse>",
            "<DescribeDBClustersResponse><DescribeDBClustersResult/></DescribeDBClustersResponse>", "Marker=n%2F1"
        ),
        (Organizations.listRoots, #"{"Roots":[],"NextToken":"n/1"}"#, "{}", #""NextToken": "n/1""#),
        (NeptuneGraph.listGraphs, #"{"graphs":[],"nextToken":"n/1"}"#, #"{"graphs":[]}"#, "?nextToken=n%2F1"),
        (
            S3.listBuckets, "<ListAllMyBucketsResult><ContinuationToken>n/1</ContinuationToken></ListAllMyBucketsResult>",
            "<ListAllMyBucketsResult/>", "?continuation-token=n%2F1"
        )
    ])
    func everyProtocolGoesOnWhereThePageSays(operation: AWSOperation, first: String, last: String, expected: String) async throws {
        let transport = ScriptedTransport([.answer(200, first), .answer(200, last)])
        try await self.caller(transport).callPages(operation, parameters: [:], region: nil) { _ in }
        #expect(transport.requests.count == 2)
        let second = try #require(transport.requests.last)
        #expect((second.url + String(decoding: second.body, as: UTF8.self)).contains(expected))
    }

    private func page(_ names: [String], marker: String?) -> ScriptedTransport.Answer {
        let members = names.map { "<member><RoleName>\($0)</RoleName></member>" }.joined()
        let tail = marker.map { "<IsTruncated>true</IsTruncated><Marker>\($0)</Marker>" } ?? "<IsTruncated>false</IsTruncated>"
        return .answer(200, "<ListRolesResponse><ListRolesResult><Roles>\(members)</Roles>\(tail)</ListRolesResult></ListRolesResponse>")
    }

    private func caller(_ transport: ScriptedTransport) -> AWSCaller {
        let environment = AWSEnvironment([:])
        return AWSCaller(
            configuration: .init(region: "eu-west-1", environment: environment), environment: environment,
            credentials: FixedCredentials(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "s")), transport: transport,
            clock: VirtualClock(), fraction: { 0.5 })
    }
}
