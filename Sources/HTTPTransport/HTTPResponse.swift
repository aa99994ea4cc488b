/// One complete HTTP answer; interim (1xx) answers and those of a proxy's CONNECT are left out.
package struct HTTPResponse: Sendable {
    /// The status code as received; from 200 up for what comes from the network.
    package var status: Int
    /// In the order received; bytes that are no UTF-8 are replaced by U+FFFD.
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header of that name, whatever its case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return self.headers.first { $0.name.lowercased() == wanted }?.value
    }
}
