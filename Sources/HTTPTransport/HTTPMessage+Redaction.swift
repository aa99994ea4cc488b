// What is sent and received may hold tokens and keys, in headers as well as in bodies: printing it, also by
// reflection, shows where it went and how large it is.

extension HTTPRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        let names = self.headers.map(\.name).joined(separator: ", ")
        return "\(self.method) \(self.url.prefix { $0 != "?" }) (headers \(names); \(self.body.count) bytes)"
    }

    package var debugDescription: String { self.description }
    package var customMirror: Mirror { Mirror(self, children: ["request": self.description]) }
}

extension HTTPResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        "HTTP \(self.status) (headers \(self.headers.map(\.name).joined(separator: ", ")); \(self.body.count) bytes)"
    }

    package var debugDescription: String { self.description }
    package var customMirror: Mirror { Mirror(self, children: ["response": self.description]) }
}
