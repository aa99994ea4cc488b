/// The operations of one service, read from a table in the form that `docs/AWS-CLIENT.md` describes.
package final class ServiceTable: Sendable {
    package let service: AWSService
    /// By name.
    package let operations: [AWSOperation]
    /// The lines that are not of the table's form; none in a good table.
    let faults: [String]
    private let operationsByName: [String: AWSOperation]

    /// - Parameter text: faulty lines are left out and named in `faults`.
    package init(service: AWSService, text: String) {
        var reader = ServiceTableReader(service: service)
        for line in Self.joinedLines(text) { reader.read(line) }
        let operations = reader.finished().sorted { $0.name < $1.name }
        self.service = service
        self.operations = operations
        self.faults = reader.faults
        self.operationsByName = Dictionary(operations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    package func operation(_ name: String) -> AWSOperation? { self.operationsByName[name] }

    /// For names that are in the table; what another name gives takes no parameters and counts as a write.
    subscript(_ name: String) -> AWSOperation { self.operation(name) ?? AWSOperation(service: self.service, name: name, mutates: true) }

    /// A line that begins with blanks goes on with the one before.
    private static func joinedLines(_ text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix(" "), let last = lines.indices.last { lines[last] += line } else { lines.append(String(line)) }
        }
        return lines
    }
}

/// The generated tables as text: a literal of text compiles in no time, an array literal of thousands does not.
///
/// `docs/AWS-CLIENT.md` describes their form.
enum ServiceTableText {}
