import IAMPolicy
import ReconcileCore

/// One statement that allows something, with the reason of each of its actions: there is no way to grant without saying why.
struct Grant {
    struct Purpose {
        let actions: [String]
        let because: String

        init(_ actions: [String], _ because: String) {
            self.actions = actions
            self.because = because
        }
    }

    /// Letters and digits only; once in a document.
    let sid: String
    let purposes: [Purpose]
    let resources: [String]
    /// Blocks by operator, all of which have to hold.
    var condition: JSONObject

    init(_ sid: String, _ purposes: [Purpose], on resources: [String], if condition: JSONObject = JSONObject()) {
        self.sid = sid
        self.purposes = purposes
        self.resources = resources
        self.condition = condition
    }

    var actions: [String] { self.purposes.flatMap(\.actions) }

    var statement: JSONValue {
        var statement: JSONObject = [
            "Sid": .string(self.sid), "Effect": "Allow", "Action": .listed(self.actions), "Resource": .listed(self.resources)
        ]
        if !self.condition.isEmpty { statement["Condition"] = .object(self.condition) }
        return .object(statement)
    }
}

extension [Grant] {
    /// A document of these statements and no others.
    var document: JSONValue {
        ["Version": "2012-10-17", "Statement": .array(self.map(\.statement))]
    }
}

extension JSONValue {
    /// A single text by itself, several as a list: as people write policies.
    static func listed(_ texts: [String]) -> JSONValue {
        texts.count == 1 ? .string(texts[0]) : .array(texts.map(JSONValue.string))
    }

    static func texts(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}

extension JSONObject {
    /// Both, where no operator occurs in both of them.
    func joined(_ other: JSONObject) -> JSONObject { JSONObject(self.members + other.members) }
}
