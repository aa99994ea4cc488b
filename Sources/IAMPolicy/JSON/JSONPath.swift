/// The way from the root of a JSON value to one of its parts.
package struct JSONPath: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        case name(String)
        /// Place in an array, from 0.
        case index(Int)
    }

    package var steps: [Step]

    package init(_ steps: [Step] = []) { self.steps = steps }

    package static let root = JSONPath()

    package func appending(_ name: String) -> JSONPath { JSONPath(self.steps + [.name(name)]) }
    package func appending(_ index: Int) -> JSONPath { JSONPath(self.steps + [.index(index)]) }

    /// The path without its last step; the root is its own parent.
    package var parent: JSONPath { JSONPath(self.steps.dropLast()) }
}

extension JSONPath: CustomStringConvertible {
    /// For people: `Statement[0].Condition["aws:SourceIp"]`; the root is the empty text.
    package var description: String {
        var text = ""
        for step in self.steps {
            switch step {
            case .index(let index): text += "[\(index)]"
            case .name(let name) where name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) && !name.isEmpty:
                text += text.isEmpty ? name : ".\(name)"
            case .name(let name): text += "[\(JSONWriter.compact(.string(name)))]"
            }
        }
        return text
    }
}
