import Glibc

/// A small HTTP/1.1 server on loopback that receives notices; what it answers is chosen by the test.
final class HookReceiver: Sendable {
    struct Received: Sendable {
        let headers: [String: String]
        let body: String
        var id: String? { self.headers["webhook-id"] }
    }

    /// What goes back, or that nothing ever does.
    enum Answer: Sendable {
        case status(Int, headers: [String] = [])
        case silence
    }

    let port: UInt16
    /// Every request, in the order of arrival.
    let requests: AsyncStream<Received>
    private let listener: Int32

    /// - Parameter answer: for the n-th request, from 1.
    init(answer: @escaping @Sendable (Int, Received) -> Answer) throws {
        let (stream, continuation) = AsyncStream<Received>.makeStream()
        let (listener, port) = try Self.listenOnLoopback()
        (self.requests, self.listener, self.port) = (stream, listener, port)
        Self.thread {
            var number = 0
            var held: [Int32] = []
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                guard let request = Self.readRequest(connection) else {
                    close(connection)
                    continue
                }
                number += 1
                continuation.yield(request)
                switch answer(number, request) {
                case .silence: held.append(connection)
                case .status(let status, let headers):
                    let lines = ["HTTP/1.1 \(status) Answer", "content-length: 0", "connection: close"] + headers
                    let text = lines.joined(separator: "\r\n") + "\r\n\r\n"
                    _ = text.withCString { send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
                    close(connection)
                }
            }
            for connection in held { close(connection) }
            continuation.finish()
        }
    }

    deinit {
        _ = Glibc.shutdown(self.listener, Int32(SHUT_RDWR))
        close(self.listener)
    }

    var url: String { "http://127.0.0.1:\(self.port)/hook" }

    /// The next `count` requests.
    func next(_ count: Int) async -> [Received] {
        var result: [Received] = []
        for await request in self.requests {
            result.append(request)
            if result.count == count { break }
        }
        return result
    }

    private static func readRequest(_ connection: Int32) -> Received? {
        var buffer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) {
                let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n").dropFirst()
                let pairs = lines.compactMap { line -> (String, String)? in
                    guard let colon = line.firstIndex(of: ":") else { return nil }
                    return (line[..<colon].lowercased(), String(line[line.index(after: colon)...].drop { $0 == " " }))
                }
                let headers = Dictionary(pairs) { first, _ in first }
                let body = buffer[end.upperBound...]
                if body.count >= headers["content-length"].flatMap({ Int($0) }) ?? 0 {
                    return Received(headers: headers, body: String(decoding: body, as: UTF8.self))
                }
            }
            let count = recv(connection, &part, part.count, 0)
            guard count > 0 else { return nil }
            buffer.append(contentsOf: part.prefix(count))
        }
    }
}

extension HookReceiver {
    struct SystemCallFailed: Error { let errno: Int32 }

    private static func listenOnLoopback() throws -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let worked = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, length) == 0 && Glibc.listen(descriptor, 64) == 0 && getsockname(descriptor, raw, &length) == 0
            }
        }
        guard worked else { throw SystemCallFailed(errno: errno) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Work(body)).toOpaque()
        pthread_create(
            &thread, nil,
            { argument in
                argument.map { Unmanaged<Work>.fromOpaque($0).takeRetainedValue().body() }
                return nil
            }, argument)
        pthread_detach(thread)
    }
}
