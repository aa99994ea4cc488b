import ArgumentParser
import IAMPolicy

/// What a policy is attached to, where that is not to be told from the document.
struct PolicyTypeOption: ParsableArguments {
    @Option(name: .customLong("type"), help: ArgumentHelp("\(Self.names); told from the document without it.", valueName: "type"))
    var name: String?

    static let names = PolicyType.allCases.map(\.rawValue).joined(separator: ", ")

    func validate() throws {
        if let name, PolicyType(rawValue: name) == nil { throw ValidationError("\"\(name)\" is no policy type: \(Self.names)") }
    }

    var type: PolicyType? { self.name.flatMap(PolicyType.init) }

    /// The type that documents of one kind seem to be of; the first that names principals tells most.
    static func inferred(from documents: [PolicyDocument]) -> PolicyType {
        documents.map(PolicyType.inferred).first { $0 != .identity } ?? .identity
    }
}
