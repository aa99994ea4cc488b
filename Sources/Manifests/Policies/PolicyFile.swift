import Foundation

/// Finds a policy file that a manifest names; it must lie in the manifest's folder, whatever links lead to.
enum PolicyFile {
    enum Location {
        /// `file`: for reading and for faults; `realPath`: without links, for telling files apart.
        case found(file: String, realPath: String)
        case refused(String)
    }

    static func locate(_ name: String, in folder: String) -> Location {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        if name.hasPrefix("/") || parts.contains("..") { return .refused("must be a path below the manifest's folder") }
        if name.contains("\0") || parts.last?.isEmpty ?? true { return .refused("must name a file") }
        let file = "\(folder)/\(parts.filter { $0 != "." && !$0.isEmpty }.joined(separator: "/"))"
        guard let real = Self.realPath(file) else { return .refused("cannot be read (\(SourceFile.reason(errno)))") }
        guard let realFolder = Self.realPath(folder), real.hasPrefix(realFolder == "/" ? "/" : "\(realFolder)/") else {
            return .refused("is a link that leads out of the manifest's folder")
        }
        return .found(file: folder == "." && !name.hasPrefix("./") ? String(file.dropFirst(2)) : file, realPath: real)
    }

    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
