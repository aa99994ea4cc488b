import Testing

@testable import AWSClient

/// An operation of an invented service.
enum ExampleOperation {
    static let query = AWSService.Wire.query
    static let json = AWSService.Wire.json(version: "1.0", targetPrefix: "Example", isQueryCompatible: false)

    /// - Parameter table: lines of a service's table; the operation is called `Do`.
    static func of(_ wire: AWSService.Wire, _ table: String) throws -> AWSOperation {
        let service = AWSService(
            id: "Example", wire: wire, apiVersion: "2020-01-02", signingName: "example",
            endpoints: .regional(prefix: "example", governmentIsFIPS: false))
        let read = ServiceTable(service: service, text: table)
        #expect(read.faults.isEmpty)
        return try #require(read.operation("Do"))
    }

    /// With an input of these members, in one line or with further structures behind it.
    static func taking(_ wire: AWSService.Wire, _ members: String, method: String = "POST", uri: String = "/") throws -> AWSOperation {
        try Self.of(wire, "read Do \(method) \(uri) input=DoRequest\nDoRequest \(members)")
    }

    /// With an output of these members.
    static func giving(_ wire: AWSService.Wire, _ members: String) throws -> AWSOperation {
        try Self.of(wire, "read Do GET / output=DoResult\nDoResult\(members)")
    }
}
