import AWSClient
import IAMPolicy

/// Cuts an answer into pages, as its operation says that they are asked for.
///
/// The lists of an answer count as one, in their order; each is sorted by the first member of its items, so that
/// a token names a place that stays where others come and go.
struct Pager {
    let operation: AWSOperation
    /// No page holds more than this, whatever is asked for.
    let itemsMax: Int?

    func page(_ whole: JSONObject, of input: JSONObject) throws(ServiceFault) -> JSONObject {
        guard let paging = self.operation.paging else { return whole }
        let asked = paging.limit.flatMap { input[$0]?.intValue }
        if let asked, !(1...1000).contains(asked) {
            throw .validation("1 validation error detected: Value at '\(paging.limit ?? "")' failed to satisfy constraint")
        }
        let limit = max(min(asked ?? Self.defaultSize, self.itemsMax ?? Int.max), 1)
        let start = try self.start(input[paging.requestToken]?.stringValue)
        let lists = whole.members.filter { $0.value.arrayValue != nil }.map { ($0.name, self.sorted($0.value.arrayValue ?? [])) }
        var page = whole
        var left = limit
        var last: String?
        var hasMore = false
        for (index, (name, items)) in lists.enumerated() {
            let rest = index < start.list ? [] : index > start.list ? items[...] : items.drop { self.key($0) <= start.key }
            let taken = rest.prefix(left)
            page[name] = .array(taken.map(\.item))
            left -= taken.count
            if let end = taken.last { last = "\(index):\(self.key(end))" }
            if taken.count < rest.count { hasMore = true }
        }
        page[paging.answerToken] = hasMore ? last.map { .string(Self.encoded($0)) } : nil
        if let flag = paging.moreFlag { page[flag] = .bool(hasMore) }
        return page
    }

    private static let defaultSize = 100
    /// What comes in an order of its own.
    private static let ordered: Set = ["LookupEvents", "ListPolicyVersions"]

    private typealias Item = (item: JSONValue, place: Int)

    private func sorted(_ items: [JSONValue]) -> [Item] {
        if Self.ordered.contains(self.operation.name) { return items.enumerated().map { (item: $1, place: $0) } }
        return items.map { (item: $0, key: Self.text($0)) }.sorted { $0.key < $1.key }.enumerated().map { (item: $1.item, place: $0) }
    }

    private func key(_ item: Item) -> String {
        guard Self.ordered.contains(self.operation.name) else { return Self.text(item.item) }
        let digits = String(item.place)
        return String(repeating: "0", count: max(8 - digits.count, 0)) + digits
    }

    private static func text(_ item: JSONValue) -> String { item.stringValue ?? item.objectValue?.members.first?.value.stringValue ?? "" }

    private func start(_ token: String?) throws(ServiceFault) -> (list: Int, key: String) {
        guard let token else { return (-1, "") }
        let plain = Self.decoded(token)
        guard let colon = plain.firstIndex(of: ":"), let list = Int(plain[..<colon]) else {
            throw .validation("Invalid Marker or NextToken")
        }
        return (list, String(plain[plain.index(after: colon)...]))
    }

    /// Not meant to be read by anybody else.
    private static func encoded(_ text: String) -> String {
        text.utf8.map { String($0 ^ 0x2A, radix: 16) }.map { $0.count == 1 ? "0" + $0 : $0 }.joined()
    }

    private static func decoded(_ token: String) -> String {
        var bytes: [UInt8] = []
        var rest = token[...]
        while !rest.isEmpty, let byte = UInt8(rest.prefix(2), radix: 16) {
            bytes.append(byte ^ 0x2A)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
