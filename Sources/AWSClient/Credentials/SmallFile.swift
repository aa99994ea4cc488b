import FoundationEssentials

/// Files of tokens and settings, which are short.
enum SmallFile {
    static let bytesMax = 1 << 20
    private static let tokenBytesMax = 1 << 16

    /// - Returns: `nil` where there is no such file.
    /// - Throws: `AWSError` with code `InvalidConfiguration` that names the file, never what is in it.
    static func text(at path: String, bytesMax: Int = SmallFile.bytesMax) throws(AWSError) -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else { throw Self.fault("\(path) cannot be read by this user") }
        guard data.count <= bytesMax else { throw Self.fault("\(path) is longer than \(bytesMax) bytes") }
        guard let text = String(validating: data, as: UTF8.self) else { throw Self.fault("\(path) is no UTF-8") }
        return text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    }

    /// A token file: its one line, without the blanks around it.
    static func token(at path: String) throws(AWSError) -> SecretText {
        guard let text = try Self.text(at: path, bytesMax: Self.tokenBytesMax) else { throw Self.fault("there is no file \(path)") }
        let start = text.drop(while: \.isWhitespace)
        let token = start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
        guard !token.isEmpty, token.utf8.allSatisfy({ $0 > 0x1F && $0 != 0x7F }) else {
            throw Self.fault("\(path) does not hold one line with a token")
        }
        return SecretText(String(token))
    }

    private static func fault(_ message: String) -> AWSError { AWSError.credentials(AWSErrorCode.invalidConfiguration, message) }
}
