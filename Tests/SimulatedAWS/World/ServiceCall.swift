import AWSClient
import Foundation
import IAMPolicy

/// Who calls.
package struct Caller: Hashable, Sendable {
    package let account: String
    /// `arn:aws:iam::ID:user/NAME`, `arn:aws:sts::ID:assumed-role/NAME/SESSION` or `arn:aws:iam::ID:root`.
    package let arn: String
    let uniqueID: String

    package init(account: String, arn: String, uniqueID: String) {
        self.account = account
        self.arn = arn
        self.uniqueID = uniqueID
    }
}

/// One call that was read and whose caller is known.
struct ServiceCall: Sendable {
    let operation: AWSOperation
    let input: JSONObject
    let caller: Caller
    let region: String
    let now: Date
    /// The world as far as this service has heard of it.
    let seen: WorldState

    var account: String { self.caller.account }
    var seconds: Int { Int(self.now.timeIntervalSince1970) }

    /// For members that the model requires; an absent one is empty.
    func text(_ name: String) -> String { self.input[name]?.stringValue ?? "" }
    func optionalText(_ name: String) -> String? { self.input[name]?.stringValue }
    func number(_ name: String) -> Int? { self.input[name]?.intValue }
    func flag(_ name: String) -> Bool { self.input[name]?.boolValue ?? false }
    func texts(_ name: String) -> [String] { self.input[name]?.arrayValue?.compactMap(\.stringValue) ?? [] }
    func objects(_ name: String) -> [JSONObject] { self.input[name]?.arrayValue?.compactMap(\.objectValue) ?? [] }
}

/// What carries out one operation; throws nothing but `ServiceFault`.
typealias Operation = @Sendable (ServiceCall, inout WorldState) throws -> JSONObject

extension JSONObject {
    /// Leaves out what is `nil`.
    static func present(_ pairs: KeyValuePairs<String, JSONValue?>) -> JSONObject {
        JSONObject(pairs.compactMap { pair in pair.value.map { Member(name: pair.key, value: $0) } })
    }
}

/// A tag list of a service, in the order of the keys.
struct TagSet: Equatable, Sendable {
    /// The names that the service has for key and value.
    static let plain = (key: "Key", value: "Value")
    static let kms = (key: "TagKey", value: "TagValue")

    var values: [String: String] = [:]

    init() {}

    init(_ call: ServiceCall, _ names: (key: String, value: String) = Self.plain) { self.add(call, names) }

    mutating func add(_ call: ServiceCall, _ names: (key: String, value: String) = Self.plain) {
        for tag in call.objects("Tags") { self.values[tag[names.key]?.stringValue ?? ""] = tag[names.value]?.stringValue ?? "" }
    }

    mutating func remove(_ keys: [String]) { for key in keys { self.values[key] = nil } }

    func list(_ names: (key: String, value: String) = Self.plain) -> JSONValue {
        .array(
            self.values.sorted { $0.key < $1.key }.map { tag in
                .object(JSONObject([.init(name: names.key, value: .string(tag.key)), .init(name: names.value, value: .string(tag.value))]))
            })
    }

    var exported: JSONValue {
        .object(JSONObject(self.values.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: .string($0.value)) }))
    }
}
