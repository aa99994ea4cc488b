package import Foundation

/// Where it is recorded who changed what. What it tells lags by minutes.
package protocol ChangeHistory: Sendable {
    /// The recorded calls that fit, newest first. Slow on purpose: nothing may wait for it.
    /// - Returns: a gap where they may not, or could not, be looked up.
    func changes(_ question: ChangeQuestion, account: AccountSettings) async -> Result<ChangeAnswer, ReadGap>
}

/// One look-up: the service takes one attribute at a time.
/// - SeeAlso: AWS CloudTrail API Reference, `LookupEvents`.
package struct ChangeQuestion: Hashable, Sendable {
    package enum Attribute: Hashable, Sendable {
        /// AWS's own name of a call.
        case operation(String)
        /// A resource's name, as AWS took it out of the request.
        case resource(String)
    }

    package let attribute: Attribute
    package let region: String
    /// `nil`: as far back as is kept.
    package let from: Date?
    package let to: Date

    package init(_ attribute: Attribute, region: String, from: Date?, to: Date) {
        self.attribute = attribute
        self.region = region
        self.from = from
        self.to = to
    }
}

package struct ChangeAnswer: Equatable, Sendable {
    package let changes: [RecordedChange]
    /// Whether there are no older ones that fit; otherwise the look-up ended at its bound.
    package let isWhole: Bool
    /// As whom the daemon itself calls; `nil` while that is not known.
    package let callerARN: String?

    package init(changes: [RecordedChange], isWhole: Bool, callerARN: String?) {
        self.changes = changes
        self.isWhole = isWhole
        self.callerARN = callerARN
    }
}

extension AccountSettings {
    /// Where the calls to services without regions of their own, IAM and Organizations, are recorded.
    /// - SeeAlso: AWS CloudTrail User Guide, "Global service events".
    package var globalEventsRegion: String {
        switch self.partition {
        case "aws-cn": "cn-north-1"
        case "aws-us-gov": "us-gov-west-1"
        case "aws-eusc": "eusc-de-east-1"
        case "aws-iso": "us-iso-east-1"
        case "aws-iso-b": "us-isob-east-1"
        case "aws-iso-e": "eu-isoe-west-1"
        case "aws-iso-f": "us-isof-south-1"
        default: "us-east-1"
        }
    }

    /// Where changes of a resource are recorded.
    package func eventsRegion(of resource: ResourceIdentity) -> String {
        let isRegional = KindRegistry.definition(of: resource.kind)?.isRegional == true
        return isRegional ? resource.region ?? self.region : self.globalEventsRegion
    }
}
