import Foundation

/// Whether a folder can be read by this process.
enum FolderCheck {
    /// - Returns: What is wrong; `nil` where it can be read or does not exist.
    static func fault(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else {
            return errno == ENOENT ? nil : "the folder `\(path)` cannot be read: \(SourceFile.reason(errno))"
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { return "`\(path)` is no folder" }
        guard access(path, R_OK | X_OK) == 0 else { return "the folder `\(path)` cannot be read: \(SourceFile.reason(errno))" }
        return nil
    }
}
