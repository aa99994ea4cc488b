package import ReconcileCore

/// What would have to change in a file of the manifests folder, for people to read.
///
/// It compares the manifests as we would write them, so it does not apply to a file with comments by itself.
package enum ManifestPatch {
    /// Above this many lines on both sides, the whole is given as removed and added.
    private static let linesMax = 2_000

    /// - Returns: A unified diff with all lines as context; empty where nothing differs.
    package static func text(from old: DesiredResource?, to new: DesiredResource?) -> String {
        let (before, after) = (Self.lines(old), Self.lines(new))
        guard before != after else { return "" }
        let place: String
        switch (old ?? new)?.source {
        case .directory(let file, let line): place = "\(file):\(line)"
        case .api, nil: place = (old ?? new)?.identity.description ?? ""
        }
        let body = Self.difference(before, after)
        let range = "@@ -\(before.isEmpty ? 0 : 1),\(before.count) +\(after.isEmpty ? 0 : 1),\(after.count) @@"
        return (["--- \(place)", "+++ \(place)", range] + body).joined(separator: "\n") + "\n"
    }

    private static func lines(_ resource: DesiredResource?) -> [String] {
        resource.map { ManifestWriter.yaml($0).split(separator: "\n").map(String.init) } ?? []
    }

    private static func difference(_ before: [String], _ after: [String]) -> [String] {
        guard before.count <= Self.linesMax, after.count <= Self.linesMax else {
            return before.map { "-\($0)" } + after.map { "+\($0)" }
        }
        var result: [String] = []
        let (removed, added) = Self.changes(before, after)
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            if old < before.count, removed.contains(old) {
                result.append("-\(before[old])")
                old += 1
            } else if new < after.count, added.contains(new) {
                result.append("+\(after[new])")
                new += 1
            } else {
                result.append(" \(before[old])")
                (old, new) = (old + 1, new + 1)
            }
        }
        return result
    }

    private static func changes(_ before: [String], _ after: [String]) -> (removed: Set<Int>, added: Set<Int>) {
        var (removed, added): (Set<Int>, Set<Int>) = ([], [])
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        return (removed, added)
    }
}
