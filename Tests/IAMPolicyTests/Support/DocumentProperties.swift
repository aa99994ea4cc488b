// The fuzzer compiles this file and the library as one module, where there is nothing to import.
#if canImport(IAMPolicy)
    import IAMPolicy
#endif

/// What must hold of every text, whoever wrote it.
enum DocumentProperties {
    enum Area: String, CaseIterable, Sendable {
        case reading
        case linting
        case comparing
        case evaluating
    }

    /// - Parameter bytes: Any; two texts with a byte 0xFF between them where two are asked for.
    /// - Returns: What does not hold, or `nil`.
    static func violation(of bytes: [UInt8], in area: Area) -> String? {
        switch area {
        case .reading: Self.reading(bytes)
        case .linting: Self.linting(bytes)
        case .comparing: Self.comparing(bytes)
        case .evaluating: Self.evaluating(bytes)
        }
    }

    private static func reading(_ bytes: [UInt8]) -> String? {
        let positioned = try? JSONReader.parseWithPositions(bytes)
        guard let value = try? JSONReader.parse(bytes) else { return positioned == nil ? nil : "read with positions only" }
        guard positioned?.value == value else { return "positions change the value" }
        for written in [JSONWriter.compact(value), JSONWriter.pretty(value), JSONWriter.canonical(value)] {
            guard (try? JSONReader.parse(written)) == value else { return "printing and reading changes the value" }
        }
        for type in PolicyType.allCases { _ = PolicyDocument.parse(value, type: type).faults.map { positioned?.position(of: $0.path) } }
        guard let document = PolicyDocument.read(value) else { return nil }
        guard Self.hash(document) == Self.hash(document) else { return "hashing is not steady" }
        return Self.canonical(document, keepsLabels: true) ?? Self.canonical(document, keepsLabels: false)
    }

    private static func hash(_ document: PolicyDocument) -> Int { document.hashValue }

    private static func canonical(_ document: PolicyDocument, keepsLabels: Bool) -> String? {
        let form = CanonicalPolicy(document, keepsLabels: keepsLabels)
        guard let value = try? JSONReader.parse(form.text, limits: JSONReader.Limits(bytesMax: .max)), let back = PolicyDocument.read(value)
        else { return "the canonical form is no policy" }
        guard CanonicalPolicy(back, keepsLabels: keepsLabels) == form else { return "the canonical form is no fixed point" }
        guard JSONWriter.canonical(form.document.jsonValue) == form.text else { return "the canonical document and its text differ" }
        return nil
    }

    private static func linting(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        let lines = 1 + text.unicodeScalars.count { $0 == "\n" || $0 == "\r" }
        for type in [nil] + PolicyType.allCases.map(Optional.some) {
            let findings = PolicyLint.lint(text: text, type: type)
            guard findings.allSatisfy({ (1...lines).contains($0.line) && $0.column > 0 }) else { return "a place outside of the text" }
        }
        guard let fixed = PolicyLint.fixed(text: text) else { return nil }
        return PolicyLint.fixed(text: fixed) == nil ? nil : "fixing what is fixed changes it again"
    }

    private static func comparing(_ bytes: [UInt8]) -> String? {
        guard let (left, right) = Self.documents(in: bytes) else { return nil }
        let forth = PolicyEquivalence.compare(desired: left.jsonValue, live: right.jsonValue, type: .identity)
        let back = PolicyEquivalence.compare(desired: right.jsonValue, live: left.jsonValue, type: .identity)
        guard Self.isEqual(forth) == Self.isEqual(back) else { return "equality is not symmetric" }
        guard Self.isEqual(PolicyEquivalence.compare(desired: left.jsonValue, live: left.jsonValue, type: .identity)) else {
            return "equality is not reflexive"
        }
        for type in PolicyType.allCases {
            let verdict = AccessComparison.compare(old: [left], new: [right], type: type)
            if Self.isEqual(forth), case .newAccess = verdict { return "equal documents give new access as \(type)" }
        }
        return nil
    }

    private static func isEqual(_ comparison: PolicyComparison) -> Bool {
        if case .equal = comparison { true } else { false }
    }

    /// Two documents, or one and what is left of it without its last statement.
    private static func documents(in bytes: [UInt8]) -> (PolicyDocument, PolicyDocument)? {
        let texts = bytes.split(separator: 0xFF, maxSplits: 1, omittingEmptySubsequences: false)
        let documents = texts.compactMap { try? JSONReader.parse(Array($0)) }.compactMap(PolicyDocument.read)
        guard documents.count == texts.count, let left = documents.first else { return nil }
        if documents.count == 2 { return (left, documents[1]) }
        var right = left
        right.statements = right.statements.dropLast()
        return (left, right)
    }

    private static func evaluating(_ bytes: [UInt8]) -> String? {
        guard let value = try? JSONReader.parse(bytes), let document = PolicyDocument.read(value) else { return nil }
        let sets = [
            PolicySet(identity: [document]), PolicySet(identity: [], resource: [document]), PolicySet(identity: [document], scps: [[document]]),
            PolicySet(identity: [document], boundary: [document], rcps: [[document]], session: [document], endpoint: [document])
        ]
        for policies in sets {
            let evaluator = PolicyEvaluator(policies)
            for request in Self.requests where evaluator.evaluate(request) != evaluator.evaluate(request) { return "two answers to one question" }
        }
        return nil
    }

    private static let requests: [AccessRequest] = {
        let context = RequestContext([
            "aws:SourceIp": ["192.0.2.1"], "aws:CurrentTime": ["2026-01-01T00:00:00Z"], "aws:username": ["a"], "aws:TagKeys": ["a", "b"],
            "aws:MultiFactorAuthAge": ["60"], "aws:SourceArn": ["arn:aws:s3:::b"], "aws:SecureTransport": ["true"]
        ])
        let principals = ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::444455556666:user/a", "s3.amazonaws.com", "*"]
        return principals.compactMap { RequestPrincipal($0) }.flatMap { principal in
            [("s3:GetObject", "arn:aws:s3:::b/a"), ("sts:AssumeRole", "arn:aws:iam::111122223333:role/a"), ("ec2:DescribeInstances", "*")].map {
                AccessRequest(principal: principal, action: $0.0, resource: $0.1, context: context)
            }
        }
    }()
}
