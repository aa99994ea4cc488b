import Foundation

/// The parameters of a request's query, each known and given at most once.
struct QueryParameters: Equatable {
    private let values: [String: String]

    /// - Parameter query: percent-encoded; `+` stands for itself, as names in AWS may hold it.
    /// - SeeAlso: RFC 3986, section 3.4.
    init(_ query: String?, known: [String]) throws(RequestFault) {
        var values: [String: String] = [:]
        for part in (query ?? "").split(separator: "&") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard
                let name = halves.first.flatMap({ String($0).removingPercentEncoding }),
                let value = (halves.count > 1 ? String(halves[1]) : "").removingPercentEncoding
            else { throw RequestFault(message: "the query is not percent-encoded UTF-8: `\(part.prefix(100))`") }
            guard known.contains(name) else {
                let expected = known.isEmpty ? "this path takes none" : "known here: \(known.joined(separator: ", "))"
                throw RequestFault(message: "unknown parameter `\(name.prefix(100))`; \(expected)")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw RequestFault(message: "the parameter `\(name)` is given twice")
            }
        }
        self.values = values
    }

    /// An empty value counts as none.
    subscript(_ name: String) -> String? { self.values[name].flatMap { $0.isEmpty ? nil : $0 } }

    func required(_ name: String) throws(RequestFault) -> String {
        guard let value = self[name] else { throw RequestFault(message: "the parameter `\(name)` is missing") }
        return value
    }

    func integer(_ name: String, in range: ClosedRange<Int>) throws(RequestFault) -> Int? {
        guard let text = self[name] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            let bound = range.upperBound == Int.max ? "from \(range.lowerBound) up" : "from \(range.lowerBound) to \(range.upperBound)"
            throw RequestFault(message: "`\(name)` must be a whole number \(bound), not `\(text.prefix(40))`")
        }
        return value
    }
}
