import FoundationEssentials

/// The environment variables and the home folder that AWS's conventions read, as a value.
///
/// Variables may hold keys and tokens: printing it, also by reflection, shows none.
package struct AWSEnvironment: Sendable {
    /// As given; for what is started with the same environment.
    let variables: [String: String]
    package let homeDirectory: String?

    package init(_ variables: [String: String], homeDirectory: String? = nil) {
        self.variables = variables
        self.homeDirectory = homeDirectory ?? variables["HOME"].flatMap { $0.isEmpty ? nil : $0 }
    }

    package static var ofProcess: AWSEnvironment { AWSEnvironment(ProcessInfo.processInfo.environment) }

    /// The variable's value; an empty one counts as unset.
    package subscript(_ name: String) -> String? {
        self.variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether the variable says "true", in any case.
    package func flag(_ name: String) -> Bool { self[name]?.lowercased() == "true" }

    /// The same with other variables where this one has none.
    func completed(with others: [String: String]) -> AWSEnvironment {
        AWSEnvironment(others.merging(self.variables.filter { !$0.value.isEmpty }) { $1 }, homeDirectory: self.homeDirectory)
    }

    /// `path` with a leading `~/` replaced by the home folder.
    package func expanded(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = self.homeDirectory else { return path }
        return home + path.dropFirst(1)
    }

    /// `AWS_REGION`, else `AWS_DEFAULT_REGION`.
    package var region: String? { self["AWS_REGION"] ?? self["AWS_DEFAULT_REGION"] }
    package var profile: String? { self["AWS_PROFILE"] ?? self["AWS_DEFAULT_PROFILE"] }
    package var caBundlePath: String? { self["AWS_CA_BUNDLE"].map(self.expanded) }
    /// `AWS_MAX_ATTEMPTS`, if it is a number from 1 to 100.
    package var attemptsMax: Int? { self["AWS_MAX_ATTEMPTS"].flatMap { Int($0) }.flatMap { (1...100).contains($0) ? $0 : nil } }
}

extension AWSEnvironment: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "AWSEnvironment(\(self.variables.count) variables, values withheld)" }
    package var debugDescription: String { self.description }
    package var customMirror: Mirror { Mirror(self, children: ["variables": self.variables.count]) }
}
