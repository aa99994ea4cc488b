import IAMPolicy

/// Who made a drift, in one line.
enum AuthorText {
    /// - Parameter changedBy: as `status` writes it.
    /// - Returns: `nil` while it is not known; that it cannot be known is told, too.
    static func line(_ changedBy: JSONValue?) -> String? {
        guard let changedBy, !changedBy.isNull else { return nil }
        guard changedBy.objectValue != nil else { return "changed by: unknown" }
        let place = changedBy["sourceAddress"]?.stringValue.map { " from \($0)" } ?? ""
        return "changed by \(changedBy.text("principal")), \(changedBy.text("eventName"))\(place) at \(changedBy.text("time"))"
    }
}
