/// The members of a JSON object in their written order, each name at most once.
///
/// It is held as a tree, or packed as its text: which of the two shows only in what it costs.
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

    private enum Storage {
        case tree([Member])
        case packed(PackedObject)
    }

    private var storage: Storage

    /// Keeps the last of members that share a name; a reader of foreign text
    /// must refuse duplicates before it comes here.
    package init(_ members: [Member] = []) {
        var unique: [Member] = []
        unique.reserveCapacity(members.count)
        var places: [String: Int] = [:]
        for member in members {
            if let place = places[member.name] {
                unique[place].value = member.value
            } else {
                places[member.name] = unique.count
                unique.append(member)
            }
        }
        self.storage = .tree(unique)
    }

    /// For readers that have proved that no name occurs twice.
    init(uniqueMembers members: [Member]) { self.storage = .tree(members) }

    init(_ packed: PackedObject) { self.storage = .packed(packed) }

    /// Read anew at each call where it is packed; large objects inside it stay packed then.
    package var members: [Member] {
        switch self.storage {
        case .tree(let members): members
        case .packed(let packed): packed.members
        }
    }

    package var names: [String] {
        switch self.storage {
        case .tree(let members): members.map(\.name)
        case .packed(let packed): packed.names
        }
    }

    package var isEmpty: Bool {
        switch self.storage {
        case .tree(let members): members.isEmpty
        case .packed(let packed): packed.isEmpty
        }
    }

    package var count: Int {
        switch self.storage {
        case .tree(let members): members.count
        case .packed(let packed): packed.names.count
        }
    }

    /// Setting `nil` removes the member; setting a value keeps its place.
    package subscript(_ name: String) -> JSONValue? {
        get {
            switch self.storage {
            case .tree(let members): members.first { $0.name == name }?.value
            case .packed(let packed): packed.value(of: name)
            }
        }
        set {
            var members = self.members
            // Else the array would be copied for the change.
            self.storage = .tree([])
            let place = members.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
            self.storage = .tree(members)
        }
    }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        if case .packed(let leftText) = left.storage, case .packed(let rightText) = right.storage, leftText.isSameText(as: rightText) {
            return true
        }
        let (left, right) = (left.unpacked.members, right.unpacked.members)
        guard left.count == right.count else { return false }
        if left == right { return true }
        return Self.sorted(left) == Self.sorted(right)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(self.sortedMembers) }

    /// The members by name, in the order of their UTF-8 bytes.
    package var sortedMembers: [Member] { Self.sorted(self.members) }

    private static func sorted(_ members: [Member]) -> [Member] { members.sorted { ExactText.precedes($0.name, $1.name) } }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(elements.map { Member(name: $0.0, value: $0.1) })
    }
}

// MARK: - Packed

extension JSONObject {
    /// The same object as its compact text, which takes a fifth of a tree's room: for what stays for long and is mostly only compared.
    ///
    /// A small one comes as it is.
    package var packed: JSONObject {
        switch self.storage {
        case .packed: self
        case .tree: PackedObject(self).map(JSONObject.init) ?? self
        }
    }

    /// The same object as a tree, down to its leaves if it was packed itself: for what goes through it more than once.
    package var unpacked: JSONObject {
        switch self.storage {
        case .tree: self
        case .packed(let packed): packed.tree
        }
    }

    /// The compact text, if it is packed.
    var packedText: [UInt8]? {
        if case .packed(let packed) = self.storage { packed.text } else { nil }
    }
}

extension JSONValue {
    /// The same value, packed if it is an object that is not small.
    package var packed: JSONValue {
        if case .object(let object) = self { .object(object.packed) } else { self }
    }

    /// The same value; an object as a tree.
    package var unpacked: JSONValue {
        if case .object(let object) = self { .object(object.unpacked) } else { self }
    }
}
