import IAMPolicy
import ReconcileCore

extension ChainInspection {
    /// Whether S3 knows the bucket.
    func bucketExists(_ name: String) -> ChainLink {
        let finding: ChainFinding =
            switch self.view.answer(.bucketRegion(bucket: name)) {
            case .known: .ok()
            case .absent: .broken("there is no bucket \(name)", fix: "aws s3 mb s3://\(name) --region \(self.region)")
            case .unreadable(let gap): .unknown("S3 does not tell of bucket \(name) (\(gap.message))")
            }
        return self.view.link("bucketExists", finding)
    }

    /// Whether the bucket lies where what uses it runs.
    func bucketRegion(_ name: String, user: String) -> ChainLink {
        let finding: ChainFinding
        switch self.view.answer(.bucketRegion(bucket: name)) {
        case .known(let value):
            if let found = value["region"]?.stringValue {
                finding =
                    found == self.region
                    ? .ok()
                    : .broken(
                        "bucket \(name) lies in \(found), and \(user) in \(self.region)",
                        fix: "use a bucket of \(self.region): aws s3 mb s3://NAME --region \(self.region)")
            } else {
                finding = .unknown("S3 does not say where bucket \(name) lies")
            }
        case .absent: finding = .unknown("there is no bucket \(name)")
        case .unreadable(let gap): finding = .unknown("S3 does not say where bucket \(name) lies (\(gap.message))")
        }
        return self.view.link("bucketRegion", finding)
    }

    func bucketPolicy(_ bucket: ChainResource, _ requests: [ChainRequest], holder: String) -> ChainLink {
        self.resourcePolicy(
            "bucketPolicy", "bucketPolicy", of: bucket, requests, holder: holder,
            note: bucket.live != nil && bucket.value("bucketPolicy") == nil ? "there is none" : nil)
    }

    /// How objects that are put there are encrypted.
    /// - Parameters:
    ///   - key: with which they have to be; `nil`: with no key of one's own.
    ///   - isRequired: whether a bucket without a key of one's own is wrong; else such objects can be read without one.
    func bucketEncryption(_ bucket: ChainResource, key: ChainKey?, isRequired: Bool) -> ChainLink {
        self.view.link(
            "bucketEncryption", self.encryption(of: bucket, key, isRequired: isRequired),
            watching: [ChainAspect(bucket.identity, "defaultEncryption")])
    }

    private func encryption(of bucket: ChainResource, _ key: ChainKey?, isRequired: Bool) -> ChainFinding {
        if let lack = bucket.lack { return .unknown(lack) }
        if let gap = bucket.gap("defaultEncryption") { return .unknown("defaultEncryption of \(bucket.identity) could not be read (\(gap.message))") }
        guard let value = bucket.value("defaultEncryption"), let algorithm = value["algorithm"]?.stringValue else {
            return .unknown("how \(bucket.identity) encrypts has not been read")
        }
        let used = value["kmsKey"]?.stringValue
        guard let key else {
            guard let used else { return .ok() }
            return .broken(
                "\(bucket.identity) encrypts with \(used), which the blueprint does not name: what is put there cannot be read without it",
                fix: "kmsKey: \(used)")
        }
        let command = self.encryptionCommand(bucket.identity.name, key)
        if let used {
            if key.names.contains(used) { return .ok() }
            if key.arn == nil { return .unknown("whether \(used) is the key \(key.parameter.locator) is not known") }
            return .broken("\(bucket.identity) encrypts with \(used), not with \(key.parameter.text)", fix: command)
        }
        guard isRequired else { return .ok() }
        let words = algorithm.hasPrefix("aws:kms") ? "AWS's own key" : algorithm
        return .broken("\(bucket.identity) encrypts with \(words), not with \(key.parameter.text)", fix: command)
    }

    private func encryptionCommand(_ bucket: String, _ key: ChainKey) -> String {
        let rule: JSONValue = [
            "Rules": [
                [
                    "ApplyServerSideEncryptionByDefault": [
                        "SSEAlgorithm": "aws:kms", "KMSMasterKeyID": .string(key.arn ?? key.parameter.locator)
                    ], "BucketKeyEnabled": true
                ]
            ]
        ]
        let text = ShellText.quoted(JSONWriter.compact(rule))
        return "aws s3api put-bucket-encryption --bucket \(ShellText.quoted(bucket)) --server-side-encryption-configuration \(text)"
    }

    // MARK: What lies there

    /// Whether something can be read below a prefix.
    /// - Parameters:
    ///   - isFit: whether the name of an object goes with what is asked for.
    ///   - wanted: in words.
    func objectsPresent(_ location: S3Location, wanted: String, isFit: (String) -> Bool) -> ChainLink {
        let finding: ChainFinding
        switch self.view.answer(.objects(bucket: location.bucket, prefix: location.prefix)) {
        case .known(let value):
            let files = (value["keys"]?.arrayValue ?? []).filter { entry in
                (entry["bytes"]?.intValue ?? 0) > 0 && entry["key"]?.stringValue?.hasSuffix("/") == false
            }
            let fitting = files.compactMap { $0["key"]?.stringValue }.first(where: isFit)
            let copy = "aws s3 cp FILE \(ShellText.quoted(location.uri))"
            if let fitting {
                finding = .ok("such as \(fitting)")
            } else if value["truncated"]?.boolValue == true {
                finding = .unknown("none of the first objects below \(location.uri) is \(wanted)")
            } else if files.isEmpty {
                finding = .broken("there is nothing to read below \(location.uri)", fix: copy)
            } else {
                finding = .broken("no object below \(location.uri) is \(wanted)", fix: copy)
            }
        case .absent: finding = .unknown("there is no bucket \(location.bucket)")
        case .unreadable(let gap): finding = .unknown("what lies below \(location.uri) could not be read (\(gap.message))")
        }
        return self.view.link("sourceObjects", finding)
    }
}
