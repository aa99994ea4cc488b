import ReconcileCore

extension ConfigurationReading {
    /// `approval: {widening: ask, severity: high}`, for all accounts or within one.
    /// - Returns: `nil` where nothing is said.
    func approval(_ reader: MapReader) -> ApprovalThreshold? {
        guard let reader = reader.reader("approval", keys: ["widening", "severity"]) else { return nil }
        var threshold = ApprovalThreshold()
        if let widening = reader.word("widening", ApprovalThreshold.Widening.self) { threshold.widening = widening }
        threshold.severity = reader.word("severity", Severity.self)
        return threshold
    }
}
