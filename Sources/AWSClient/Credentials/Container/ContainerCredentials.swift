import HTTPTransport

/// Asks a container's endpoint for credentials.
struct ContainerCredentials: Sendable {
    let endpoint: ContainerEndpoint
    let asking: EndpointAsking

    func load() async throws(AWSError) -> AWSCredentials {
        var request = HTTPRequest(method: "GET", url: self.endpoint.url, headers: [("Accept", "application/json")])
        switch self.endpoint.authorization {
        case .none: break
        case .token(let token): request.headers.append(("Authorization", token.revealed))
        case .file(let path): request.headers.append(("Authorization", try SmallFile.token(at: path).revealed))
        }
        let response = try await self.asking.answer(to: request)
        guard response.status == 200 else { throw self.asking.refusal(response) }
        return try CredentialsDocument(what: self.asking.what, tokenName: "Token").credentials(in: response.body)
    }
}
