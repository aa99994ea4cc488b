import Foundation

/// Reads files that people wrote.
enum SourceFile {
    /// Far above any folder's file; what is longer is no manifest.
    static let bytesMax = 16 << 20

    /// The text of a file, or `nil` with a fault at `asked`.
    static func text(of path: String, faults: FaultCollector, asked: SourcePlace, bytesMax: Int = Self.bytesMax) -> String? {
        guard let bytes = Self.bytes(of: path, faults: faults, asked: asked, bytesMax: bytesMax) else { return nil }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
        faults.add(SourcePlace(file: path, line: bad + 1), "this line is not UTF-8")
        return nil
    }

    private static func bytes(of path: String, faults: FaultCollector, asked: SourcePlace, bytesMax: Int) -> [UInt8]? {
        let name = asked.file == path ? "the file" : "\(path)"
        var status = stat()
        guard stat(path, &status) == 0 else {
            faults.add(asked, "\(name) cannot be read: \(Self.reason(errno))")
            return nil
        }
        // A pipe or a device could be read for ever.
        guard status.st_mode & S_IFMT == S_IFREG else {
            faults.add(asked, "\(name) is no regular file")
            return nil
        }
        guard status.st_size <= bytesMax else {
            faults.add(asked, "\(name) has \(status.st_size) bytes; at most \(bytesMax) are read")
            return nil
        }
        guard let handle = fopen(path, "rb") else {
            faults.add(asked, "\(name) cannot be read: \(Self.reason(errno))")
            return nil
        }
        defer { fclose(handle) }
        // The file may have grown since it was measured: never more than the bound.
        var bytes = [UInt8](repeating: 0, count: min(bytesMax, Int(status.st_size) + 65_536))
        let count = bytes.withUnsafeMutableBytes { buffer in
            buffer.baseAddress.map { fread($0, 1, buffer.count, handle) } ?? 0
        }
        guard ferror(handle) == 0 else {
            faults.add(asked, "\(name) cannot be read: \(Self.reason(errno))")
            return nil
        }
        return Array(bytes.prefix(count))
    }

    static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

    /// The documents of a text; JSON (of at most 1 MiB) where the name ends so, else YAML.
    static func documents(of text: String, file: String, faults: FaultCollector) -> [SourceNode] {
        guard file.lowercased().hasSuffix(".json") else { return YAMLDocuments.read(text, file: file, faults: faults) }
        let node = JSONSource.node(of: text, whole: SourcePlace(file: file), faults: faults) { position in
            SourcePlace(file: file, line: position.line, column: position.column)
        }
        return node.map { [$0] } ?? []
    }
}
