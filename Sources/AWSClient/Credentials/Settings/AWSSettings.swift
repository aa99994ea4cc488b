/// What environment and profile say about how AWS is called, in one place.
///
/// The result is an environment: where it sets no variable, the profile's setting of the same meaning stands under
/// the variable's name, so that who asks needs to know one spelling only.
/// - SeeAlso: AWS SDKs and Tools Reference Guide, "Settings reference".
package struct AWSSettings: Sendable {
    /// `AWS_RETRY_MODE`. The pace is adaptive in every mode, as `adaptive` asks; `legacy` differs in its attempts.
    package enum RetryMode: String, Hashable, Sendable, CaseIterable {
        case legacy, standard, adaptive
    }

    /// The environment, completed.
    package let environment: AWSEnvironment
    /// The profile in force; `nil` where none is.
    package let profile: String?

    /// - Parameter profile: the one that the account names; `nil` for that of the environment, else `default`.
    /// - Throws: `AWSError` with code `InvalidConfiguration` that names variable or file and line of the first value that is wrong.
    package init(environment: AWSEnvironment, files: SharedConfig, profile: String?) throws(AWSError) {
        let name = profile ?? environment.profile ?? "default"
        let section = files.profile(name)
        let faults = Self.faults(environment: environment, section: section)
        if let first = faults.first { throw AWSError.credentials(AWSErrorCode.invalidConfiguration, first) }
        self.environment = environment.completed(with: Self.variables(of: section, files: files, environment: environment))
        self.profile = section?.name
    }

    package var retryMode: RetryMode { self.environment["AWS_RETRY_MODE"].flatMap { RetryMode(rawValue: $0.lowercased()) } ?? .standard }

    /// `nil` where nobody asks for a number.
    package var attemptsMax: Int? { self.environment.attemptsMax ?? (self.retryMode == .legacy ? 5 : nil) }

    /// `AWS_USE_FIPS_ENDPOINT`, `AWS_USE_DUALSTACK_ENDPOINT`.
    package var usesFIPS: Bool { self.environment.flag("AWS_USE_FIPS_ENDPOINT") }
    package var usesDualStack: Bool { self.environment.flag("AWS_USE_DUALSTACK_ENDPOINT") }

    /// Every value that cannot be used, with variable or file and line.
    package static func faults(environment: AWSEnvironment, section: SharedProfile?) -> [String] {
        Self.table.flatMap { entry -> [String] in
            if let value = environment[entry.variable] {
                return entry.kind.fault(of: value).map { ["\(entry.variable) \($0)"] } ?? []
            }
            guard let value = section?[entry.setting], let fault = entry.kind.fault(of: value) else { return [] }
            return ["\(section?.place(of: entry.setting) ?? ""): \(entry.setting) \(fault)"]
        }
    }

    private static func variables(of section: SharedProfile?, files: SharedConfig, environment: AWSEnvironment) -> [String: String] {
        guard let section else { return [:] }
        var variables: [String: String] = [:]
        for entry in Self.table { variables[entry.variable] = section[entry.setting] }
        // A variable for all services goes before the file's word on a single one.
        guard environment["AWS_ENDPOINT_URL"] == nil, let services = section["services"].flatMap({ files.section("services", $0) }) else {
            return variables
        }
        for name in services.namesWithNested {
            let variable = "AWS_ENDPOINT_URL_" + name.uppercased().replacing("-", with: "_").replacing(" ", with: "_")
            variables[variable] = services.nested(below: name)["endpoint_url"]?.value
        }
        return variables
    }
}

extension AWSSettings {
    /// What a value must look like.
    private enum Kind {
        case flag, text
        case number(ClosedRange<Int>)
        case word([String])

        /// Never with the value: who mixes lines up puts keys there.
        func fault(of value: String) -> String? {
            switch self {
            case .text: nil
            case .flag: ["true", "false"].contains(value.lowercased()) ? nil : "is neither true nor false"
            case .number(let range):
                Int(value).map(range.contains) == true ? nil : "is no whole number from \(range.lowerBound) to \(range.upperBound)"
            case .word(let words): words.contains(value.lowercased()) ? nil : "is none of \(words.joined(separator: ", "))"
            }
        }
    }

    private static let table: [(variable: String, setting: String, kind: Kind)] = [
        ("AWS_MAX_ATTEMPTS", "max_attempts", .number(1...100)),
        ("AWS_RETRY_MODE", "retry_mode", .word(RetryMode.allCases.map(\.rawValue))),
        ("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint", .flag),
        ("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint", .flag),
        ("AWS_ENDPOINT_URL", "endpoint_url", .text),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls", .flag),
        ("AWS_CA_BUNDLE", "ca_bundle", .text),
        ("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints", .word(["regional", "legacy"])),
        ("AWS_EC2_METADATA_DISABLED", "ec2_metadata_disabled", .flag),
        ("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled", .flag),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint", .text),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode", .word(["ipv4", "ipv6"])),
        ("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", .number(1...60)),
        ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", .number(1...10))
    ]
}
