/// Gathers an answer as it comes, within its limits. Knows nothing of libcurl.
struct CurlResponseCollector {
    /// Which limit was exceeded.
    enum Overflow: Equatable {
        case headers, body
    }

    /// All header lines of one answer, line ends included.
    static let headerBytesMax = 256 << 10
    /// No more is set aside beforehand, whatever an answer says of its length.
    private static let announcedBytesMax = 16 << 20

    private(set) var overflow: Overflow?
    private let bodyBytesMax: Int
    private var headerBytes = 0
    private var headers: [(name: String, value: String)] = []
    private var body: [UInt8] = []

    init(bodyBytesMax: Int) { self.bodyBytesMax = bodyBytesMax }

    /// Takes one line, the status line and the empty one included; false if it exceeds the limit.
    mutating func receiveHeaderLine(_ line: UnsafeRawBufferPointer) -> Bool {
        self.headerBytes += line.count
        guard self.headerBytes <= Self.headerBytesMax else {
            self.overflow = .headers
            return false
        }
        if line.starts(with: "HTTP/".utf8) {
            // The status line of a final answer after an interim one: what came so far is not its own.
            self.headers = []
            return true
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return true }
        let name = String(decoding: line[..<colon], as: UTF8.self)
        self.headers.append((name, Self.trimmed(line[(colon + 1)...])))
        return true
    }

    /// Takes a part of the body; false if it exceeds the limit.
    mutating func receiveBody(_ part: UnsafeRawBufferPointer) -> Bool {
        guard part.count <= self.bodyBytesMax - self.body.count else {
            self.overflow = .body
            return false
        }
        // A body that grows part by part is copied again and again, and for a moment stands in memory twice.
        if self.body.isEmpty { self.body.reserveCapacity(self.announcedBytes) }
        self.body.append(contentsOf: part)
        return true
    }

    private var announcedBytes: Int {
        let announced = self.headers.last { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
        return min(max(announced, 0), self.bodyBytesMax, Self.announcedBytesMax)
    }

    func response(status: Int) -> HTTPResponse {
        HTTPResponse(status: status, headers: self.headers, body: self.body)
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        let start = bytes.drop(while: isBlank)
        let end = start.lastIndex { !isBlank($0) }
        return end.map { String(decoding: start[...$0], as: UTF8.self) } ?? ""
    }
}
