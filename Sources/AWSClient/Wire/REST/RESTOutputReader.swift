import FoundationEssentials
import IAMPolicy

/// Gathers an output from status, headers and body.
struct RESTOutputReader {
    let shapes: ShapeTable

    /// More headers than any service sends.
    static let headersMax = 500

    func head(status: Int, headers: [(name: String, value: String)], as structure: StructureShape) throws(WireFault) -> JSONObject {
        var read: [JSONObject.Member] = []
        for member in structure.members {
            do throws(WireFault) {
                if let value = try self.value(of: member, status: status, headers: headers) {
                    read.append(JSONObject.Member(name: member.name, value: value))
                }
            } catch {
                throw error.inside(member.name)
            }
        }
        return JSONObject(read)
    }

    private func value(
        of member: ShapeMember, status: Int, headers: [(name: String, value: String)]
    ) throws(WireFault) -> JSONValue? {
        switch member.traits.location {
        case .statusCode: return JSONValue(status)
        case .header:
            let wanted = member.wireName.lowercased()
            guard let text = headers.first(where: { $0.name.lowercased() == wanted })?.value else { return nil }
            return try self.value(of: text, as: member)
        case .headers:
            let prefix = (member.traits.wireName ?? "").lowercased()
            return .object(
                JSONObject(
                    headers.filter { $0.name.lowercased().hasPrefix(prefix) }.map {
                        JSONObject.Member(name: String($0.name.dropFirst(prefix.count)), value: .string($0.value))
                    }))
        case .uri, .query, nil: return nil
        }
    }

    private func value(of text: String, as member: ShapeMember) throws(WireFault) -> JSONValue {
        if member.traits.isJSON {
            guard let data = Data(base64Encoded: text), let json = String(validating: data, as: UTF8.self) else {
                throw WireFault("a header that is no text in base64")
            }
            return .string(json)
        }
        guard case .list(let item) = self.shapes[member] else { return try ScalarText.value(of: text, as: self.shapes[member]) }
        var values: [JSONValue] = []
        for part in HeaderList.parts(of: text, areDates: self.shapes[item] == .timestamp && item.traits.timestampFormat ?? .rfc822 == .rfc822) {
            values.append(try ScalarText.value(of: part, as: self.shapes[item]))
        }
        return .array(values)
    }
}

/// A header that holds a list.
enum HeaderList {
    /// Splits at commas outside of quotes; dates have one comma each.
    static func parts(of text: String, areDates: Bool) -> [String] {
        var parts: [String] = []
        var part = ""
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if isEscaped {
                part.append(character)
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ",", !isQuoted {
                parts.append(part)
                part = ""
            } else {
                part.append(character)
            }
        }
        parts.append(part)
        let trimmed = parts.map { $0.split(separator: " ").joined(separator: " ") }
        guard areDates, trimmed.count.isMultiple(of: 2) else { return trimmed }
        return stride(from: 0, to: trimmed.count, by: 2).map { "\(trimmed[$0]), \(trimmed[$0 + 1])" }
    }
}
