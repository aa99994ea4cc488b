import Foundation
import IAMPolicy

/// A policy document that somebody handed in.
struct PolicyInput: Equatable {
    let json: JSONValue
    let document: PolicyDocument
    let type: PolicyType
    /// What AWS would refuse in it although its meaning is plain: `file:line:column: message`.
    let faults: [String]

    /// - Parameter file: a path, or `-` for standard input.
    /// - Throws: `badFile` with every fault and its place, where it cannot be read or is no policy.
    static func read(file: String, type: PolicyType?) throws(VerbFailure) -> PolicyInput {
        try self.init(bytes: try FileInput.bytes(of: file), file: file == "-" ? "<stdin>" : file, type: type)
    }

    init(bytes: [UInt8], file: String, type: PolicyType?) throws(VerbFailure) {
        let positioned: PositionedJSON
        do {
            positioned = try Self.parse(bytes)
        } catch {
            throw VerbFailure(
                .badFile, "\(file) is no JSON", details: ["\(file):\(error.line):\(error.column): \(error.message)"])
        }
        let json = positioned.value
        let read = PolicyDocument.read(json)
        self.type = type ?? read.map(PolicyType.inferred) ?? .identity
        let parse = PolicyDocument.parse(json, type: self.type)
        self.faults = parse.faults.map { fault in
            let place = positioned.position(of: fault.path)
            return "\(file):\(place.line):\(place.column): \(fault)"
        }
        guard let read else { throw VerbFailure(.badFile, "\(file) is no policy", details: self.faults) }
        self.json = json
        self.document = read
    }

    private static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> PositionedJSON {
        if bytes.first == UInt8(ascii: "%"), let text = String(validating: bytes, as: UTF8.self) {
            return try JSONReader.parseWithPositions(PolicyText.decode(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        return try JSONReader.parseWithPositions(bytes)
    }
}

/// Files as they are named on the command line.
enum FileInput {
    /// Larger files are refused: nothing that AWS takes comes near. Unit: bytes.
    static let bytesMax = 16 << 20

    /// - Parameter file: a path, or `-` for standard input.
    static func bytes(of file: String) throws(VerbFailure) -> [UInt8] {
        do {
            let handle = file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            var bytes: [UInt8] = []
            while let part = try handle.read(upToCount: 1 << 16), !part.isEmpty {
                bytes += part
                guard bytes.count <= Self.bytesMax else {
                    throw VerbFailure(.badFile, "\(file) is longer than \(Self.bytesMax) bytes")
                }
            }
            return bytes
        } catch let failure as VerbFailure {
            throw failure
        } catch {
            throw VerbFailure(.badFile, "\(file) cannot be read: \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        let code = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError)?.code ?? (error as NSError).code
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile, .fileNoSuchFile: return "there is no such file"
        case .fileReadNoPermission: return "this user may not read it"
        default: return code == Int(EISDIR) ? "it is a folder" : error.localizedDescription
        }
    }
}
