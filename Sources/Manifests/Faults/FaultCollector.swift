/// Gathers the faults of one load, so that all are told at once.
///
/// A reference type, confined to the call that made it: readers of all depths write into the same list.
final class FaultCollector {
    private(set) var faults: [ManifestFault] = []

    /// Beyond this nothing is gathered: a file of garbage must not fill the memory.
    private static let gatheredMax = 5_000

    func add(_ place: SourcePlace, _ message: String, suggestion: String? = nil) {
        guard self.faults.count < Self.gatheredMax else { return }
        self.faults.append(ManifestFault(place: place, message: message, suggestion: suggestion))
    }

    func add(_ faults: [ManifestFault]) {
        self.faults += faults.prefix(max(0, Self.gatheredMax - self.faults.count))
    }

    var isEmpty: Bool { self.faults.isEmpty }

    func throwIfAny(_ code: ManifestError.Code) throws(ManifestError) {
        if !self.faults.isEmpty { throw ManifestError(code: code, faults: self.faults) }
    }
}
