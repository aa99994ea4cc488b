package import IAMPolicy

/// One request as the emulated AWS saw it.
package struct LoggedCall: Sendable, CustomStringConvertible {
    /// Seconds since 1970 when it arrived.
    package let time: Double
    package let service: String
    package let region: String
    /// AWS's own name: `PutRolePolicy`.
    package let operation: String
    /// All of them, under AWS's names; of the query protocol every value is a text.
    package let parameters: JSONValue
    /// 0 where nothing was answered and nothing took effect.
    package let status: Int
    package let errorCode: String?
    package let requestID: String?
    package let accessKey: String
    /// The client's port: the same for calls over one connection.
    package let connection: Int

    init?(_ json: JSONValue) {
        guard let service = json["service"]?.stringValue, let operation = json["operation"]?.stringValue,
            case .number(let time)? = json["time"], let seconds = Double(time)
        else { return nil }
        self.time = seconds
        self.service = service
        self.operation = operation
        self.region = json["region"]?.stringValue ?? ""
        self.parameters = json["parameters"] ?? .null
        self.status = json["status"]?.intValue ?? 0
        self.errorCode = json["errorCode"]?.stringValue
        self.requestID = json["requestID"]?.stringValue
        self.accessKey = json["accessKey"]?.stringValue ?? ""
        self.connection = json["connection"]?.intValue ?? 0
    }

    package var isRead: Bool {
        ["Get", "List", "Describe", "Head", "Simulate", "Lookup", "GET", "HEAD"].contains { self.operation.hasPrefix($0) }
            || (self.service == "sts")
    }

    package var isAccepted: Bool { (200..<300).contains(self.status) }

    package var description: String {
        "\(self.service):\(self.operation) \(self.status) \(self.errorCode ?? "") \(JSONWriter.compact(self.parameters))"
    }
}
