import AWSClient
import IAMPolicy

/// The parameters of a form as the tree that the dots in their names make.
struct FormTree {
    private(set) var text: String?
    private(set) var children: [String: FormTree] = [:]

    init() {}

    init(_ pairs: [(name: String, value: String)]) {
        for pair in pairs { self.insert(pair.value, at: pair.name.split(separator: ".").map(String.init)[...]) }
    }

    subscript(_ name: String) -> FormTree? { self.children[name] }

    /// The children whose names are numbers, in their order.
    var items: [FormTree] {
        self.children.compactMap { key, tree in Int(key).map { (number: $0, tree: tree) } }.sorted { $0.number < $1.number }.map(\.tree)
    }

    private mutating func insert(_ value: String, at path: ArraySlice<String>) {
        guard let first = path.first else {
            self.text = value
            return
        }
        self.children[first, default: FormTree()].insert(value, at: path.dropFirst())
    }
}

/// Reads the parameters of the query and EC2 protocols by the shape of an input.
/// - SeeAlso: Smithy 2.0 specification, "AWS query protocol"; "AWS EC2 query protocol".
struct FormReader {
    let shapes: ShapeTable
    let isEC2: Bool

    func object(_ tree: FormTree, as structure: StructureShape) throws(ServiceFault) -> JSONObject {
        var object = JSONObject()
        for member in structure.members {
            guard let child = tree[self.name(of: member)] else { continue }
            object[member.name] = try self.value(child, as: member)
        }
        return object
    }

    private func name(of member: ShapeMember) -> String {
        let name = member.traits.wireName ?? member.name
        guard self.isEC2 else { return name }
        return member.traits.queryName ?? name.prefix(1).uppercased() + name.dropFirst()
    }

    private func value(_ tree: FormTree, as member: ShapeMember) throws(ServiceFault) -> JSONValue {
        switch self.shapes[member] {
        case .structure(let structure): return .object(try self.object(tree, as: structure))
        case .list(let item):
            let holder = self.isEC2 || member.traits.isFlattened ? tree : tree[item.traits.wireName ?? "member"] ?? FormTree()
            var items: [JSONValue] = []
            for child in holder.items { items.append(try self.value(child, as: item)) }
            return .array(items)
        case .map(let key, let value):
            var object = JSONObject()
            for entry in (member.traits.isFlattened ? tree : tree["entry"] ?? FormTree()).items {
                guard let name = entry[key.traits.wireName ?? "key"]?.text, let child = entry[value.traits.wireName ?? "value"] else { continue }
                object[name] = try self.value(child, as: value)
            }
            return .object(object)
        default: return try ScalarReader.value(tree.text ?? "", as: self.shapes[member], named: member.name)
        }
    }
}
