package import IAMPolicy

/// A resource that a chain rests on, and what is known of it.
package struct ChainResource: Sendable {
    package let identity: ResourceIdentity
    package let reading: ResourceReading
    /// Read in this look, with all that was asked for; what is remembered may lack what nobody declares.
    package let isFresh: Bool

    init(identity: ResourceIdentity, reading: ResourceReading, isFresh: Bool) {
        self.identity = identity
        self.reading = reading
        self.isFresh = isFresh
    }

    package var live: LiveResource? {
        if case .present(let live) = self.reading { live } else { nil }
    }

    package var isAbsent: Bool { self.reading == .absent }

    /// Why nothing can be said of it; `nil` where it was read.
    package var lack: String? {
        switch self.reading {
        case .present: nil
        case .absent: "\(self.identity) does not exist"
        case .unreadable(let gap): "\(self.identity) could not be read (\(gap.message))"
        }
    }

    /// An aspect, where it is there and was read.
    package func value(_ base: String) -> JSONValue? { self.live?.aspects[AspectName(base)] }

    /// The members of an aspect of several, by name.
    package func members(_ base: String) -> [String: JSONValue] {
        let found = (self.live?.aspects ?? [:]).compactMap { aspect, value in
            aspect.base == base ? aspect.member.map { ($0, value) } : nil
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    /// Why an aspect is not known, though the resource is.
    package func gap(_ base: String) -> ReadGap? { self.live?.gaps.first { AspectName(parsing: $0.key).base == base }?.value }
}

extension ChainView {
    package func resource(_ identity: ResourceIdentity) -> ChainResource {
        ChainResource(
            identity: identity,
            reading: self.reading(identity) ?? .unreadable(ReadGap(code: .failed, message: "nobody has looked at it yet")),
            isFresh: self.readings[identity] != nil)
    }

    /// A bucket, wherever it lies: by the region that S3 tells, else by where it was read.
    package func bucket(_ name: String) -> ChainResource {
        func identity(_ region: String) -> ResourceIdentity {
            ResourceIdentity(account: self.account.name, region: region, kind: .bucket, name: name)
        }
        let told = self.bucketRegion(name).map { self.resource(identity($0)) }
        if let told, told.live != nil { return told }
        let elsewhere = self.readings.keys.filter { $0.kind == .bucket && $0.name == name && $0.account == self.account.name }
        let found = elsewhere.sorted().map(self.resource)
        return found.first { $0.live != nil } ?? told ?? found.first ?? self.resource(identity(self.account.region))
    }

    /// Where S3 says that a bucket lies; `nil` where it was not asked, or did not say.
    package func bucketRegion(_ name: String) -> String? {
        if case .known(let value) = self.answer(.bucketRegion(bucket: name)) { value["region"]?.stringValue } else { nil }
    }

    /// What was read of a resource by its ARN, whatever it is called here.
    /// - Parameter base: the aspect that matters: what several readings show is taken from one that has it.
    package func resource(_ kind: ResourceKind, arn: String, with base: String) -> ChainResource? {
        let identities = self.readings.keys.filter { $0.kind == kind && $0.account == self.account.name }.sorted()
        let found = identities.map(self.resource).filter { $0.live?.arn == arn }
        return found.first { $0.value(base) != nil } ?? found.first
    }

    /// What is declared under an identity.
    package func declared(_ identity: ResourceIdentity) -> DesiredResource? { self.surroundings.desired.first { $0.identity == identity } }
}
