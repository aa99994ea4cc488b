/// The members of a JSON object in their written order, each name at most once.
package struct JSONObject: Sendable {
    package struct Member: Hashable, Sendable {
        package let name: String
        package var value: JSONValue

        package static func == (left: Member, right: Member) -> Bool {
            ExactText.areIdentical(left.name, right.name) && left.value == right.value
        }

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    package private(set) var members: [Member]

    /// Keeps the last of members that share a name; a reader of foreign text
    /// must refuse duplicates before it comes here.
    package init(_ members: [Member] = []) {
        self.members = []
        self.members.reserveCapacity(members.count)
        var places: [String: Int] = [:]
        for member in members {
            if let place = places[member.name] {
                self.members[place].value = member.value
            } else {
                places[member.name] = self.members.count
                self.members.append(member)
            }
        }
    }

    /// For readers that have proved that no name occurs twice.
    init(uniqueMembers members: [Member]) { self.members = members }

    package var names: [String] { self.members.map(\.name) }
    package var isEmpty: Bool { self.members.isEmpty }
    package var count: Int { self.members.count }

    /// Setting `nil` removes the member; setting a value keeps its place.
    package subscript(_ name: String) -> JSONValue? {
        get { self.members.first { $0.name == name }?.value }
        set {
            let place = self.members.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): self.members[place].value = value
            case (let place?, nil): self.members.remove(at: place)
            case (nil, let value?): self.members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.members.count == right.members.count else { return false }
        if left.members == right.members { return true }
        return left.sortedMembers == right.sortedMembers
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(self.sortedMembers) }

    /// The members by name, in the order of their UTF-8 bytes.
    package var sortedMembers: [Member] {
        self.members.sorted { ExactText.precedes($0.name, $1.name) }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements.map { Member(name: $0.0, value: $0.1) })
    }
}
