/// One request that was sent, or was tried to be sent, for metrics and logs.
package struct AWSRequestRecord: Hashable, Sendable {
    package let service: String
    package let operation: String
    package let region: String
    /// From 1 up.
    package let attempt: Int
    /// `nil` if no HTTP answer came.
    package let status: Int?
    /// `nil` if it succeeded.
    package let errorClass: AWSErrorClass?
    package let seconds: Double

    package init(
        service: String, operation: String, region: String, attempt: Int, status: Int?, errorClass: AWSErrorClass?, seconds: Double
    ) {
        self.service = service
        self.operation = operation
        self.region = region
        self.attempt = attempt
        self.status = status
        self.errorClass = errorClass
        self.seconds = seconds
    }
}
