import Foundation

/// What libFuzzer calls with each input. `FUZZ_AREA` says which properties are asked for: `reading`, `linting`, `comparing`, `evaluating`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if let broken = DocumentProperties.violation(of: bytes, in: FuzzArea.chosen) {
        // libFuzzer keeps the input of a process that aborts.
        FileHandle.standardError.write(Data("violated: \(broken)\n".utf8))
        abort()
    }
    return 0
}

enum FuzzArea {
    static let chosen = ProcessInfo.processInfo.environment["FUZZ_AREA"].flatMap(DocumentProperties.Area.init(rawValue:)) ?? .reading
}
