import AWSClient
import Foundation
import IAMPolicy

/// Writes an output as the elements of the query, EC2 and rest-xml protocols, by its shape.
struct XMLAnswerWriter {
    let shapes: ShapeTable
    private(set) var text = ""

    init(shapes: ShapeTable) { self.shapes = shapes }

    mutating func open(_ name: String, attributes: String = "") { self.text += "<\(name)\(attributes)>" }
    mutating func close(_ name: String) { self.text += "</\(name)>" }
    mutating func raw(_ text: String) { self.text += text }

    mutating func members(of object: JSONObject, as structure: StructureShape) throws(ServiceFault) {
        for entry in object.members where !entry.value.isNull {
            guard let member = structure.members.first(where: { $0.name == entry.name }) else {
                throw .notSimulated("\(structure.name) has no member \(entry.name)")
            }
            if member.traits.location == .header { continue }
            try self.write(entry.value, as: member, name: member.traits.wireName ?? member.name)
        }
    }

    private mutating func write(_ value: JSONValue, as member: ShapeMember, name: String) throws(ServiceFault) {
        switch (self.shapes[member], value) {
        case (.structure(let structure), .object(let object)):
            self.open(name)
            try self.members(of: object, as: structure)
            self.close(name)
        case (.list(let item), .array(let items)):
            if member.traits.isFlattened {
                for each in items { try self.write(each, as: item, name: name) }
                return
            }
            self.open(name)
            for each in items { try self.write(each, as: item, name: item.traits.wireName ?? "member") }
            self.close(name)
        case (.map(let key, let inner), .object(let object)):
            if !member.traits.isFlattened { self.open(name) }
            for entry in object.members {
                self.open(member.traits.isFlattened ? name : "entry")
                try self.write(.string(entry.name), as: key, name: key.traits.wireName ?? "key")
                try self.write(entry.value, as: inner, name: inner.traits.wireName ?? "value")
                self.close(member.traits.isFlattened ? name : "entry")
            }
            if !member.traits.isFlattened { self.close(name) }
        case (.timestamp, .number(let text)):
            self.raw("<\(name)>\(Self.instant(text))</\(name)>")
        case (.string, .string), (.boolean, .bool), (.integer, .number), (.float, .number), (.blob, .string):
            self.raw("<\(name)>\(Self.escaped(Self.scalar(value)))</\(name)>")
        default: throw .notSimulated("\(name) holds \(value.kindDescription), which is not of its shape")
        }
    }

    static func scalar(_ value: JSONValue) -> String {
        switch value {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .array, .object: ""
        }
    }

    static func instant(_ seconds: String) -> String { Date(timeIntervalSince1970: Double(seconds) ?? 0).formatted(.iso8601) }

    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") || $0 == 0x0D }) else {
            return text
        }
        return text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing("\r", with: "&#xD;")
    }
}
