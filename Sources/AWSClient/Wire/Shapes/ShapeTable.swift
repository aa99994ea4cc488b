/// The shapes of one service.
package final class ShapeTable: Sendable {
    private let shapes: [Shape]

    /// - Parameter shapes: every place that a member refers to must be one of this array; others stand for `document`.
    package init(_ shapes: [Shape]) { self.shapes = shapes }

    package subscript(_ member: ShapeMember) -> Shape {
        self.shapes.indices.contains(member.shape) ? self.shapes[member.shape] : .document
    }

    package func structure(_ member: ShapeMember?) -> StructureShape? {
        guard let member, case .structure(let structure) = self[member] else { return nil }
        return structure
    }
}
