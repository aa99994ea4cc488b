import Glibc
import NIOConcurrencyHelpers

/// A small HTTP/1.1 server on loopback or a Unix socket, whose misbehaviour the path chooses.
final class LoopbackServer: Sendable {
    struct Seen: Sendable {
        let connection: Int
        let head: String
        let body: String
    }

    enum Place: Sendable {
        case tcp
        /// Accepts connections and never says a word.
        case mute
        case unix(String)
    }

    let port: UInt16
    private let listener: Int32
    private let seen = NIOLockedValueBox<[Seen]>([])
    private let connections = NIOLockedValueBox(0)

    init(_ place: Place = .tcp) throws {
        switch place {
        case .tcp, .mute: (self.listener, self.port) = try Self.listenOnLoopback()
        case .unix(let path): (self.listener, self.port) = (try Self.listen(onUnixSocket: path), 0)
        }
        let listener = self.listener
        let isMute = if case .mute = place { true } else { false }
        Self.thread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let self else { return }
                let number = self.connections.withLockedValue { count -> Int in
                    count += 1
                    return count
                }
                if !isMute { Self.thread { self.serve(connection, number: number) } }
            }
        }
    }

    deinit { _ = Glibc.shutdown(self.listener, Int32(SHUT_RDWR)); close(self.listener) }

    var requests: [Seen] { self.seen.withLockedValue { $0 } }

    func url(_ path: String) -> String { "http://127.0.0.1:\(self.port)\(path)" }

    private func serve(_ connection: Int32, number: Int) {
        defer { close(connection) }
        var buffer: [UInt8] = []
        // A TLS client begins with a handshake record (22); a plain server's answer to that is an error in plain text.
        guard Self.readMore(connection, into: &buffer) else { return }
        if buffer.first == 22 { return _ = Self.write("HTTP/1.1 400 Bad Request\r\n\r\n", to: connection) }
        while let request = Self.readRequest(connection, buffer: &buffer, number: number) {
            self.seen.withLockedValue { $0.append(request) }
            let path = request.head.split(separator: " ").dropFirst().first.map(String.init) ?? ""
            guard Self.answer(path, to: request, on: connection) else { return }
        }
    }

    /// False if the connection is to be closed.
    private static func answer(_ path: String, to request: Seen, on connection: Int32) -> Bool {
        switch path {
        case "/silent":
            var byte: UInt8 = 0
            _ = recv(connection, &byte, 1, 0)
            return false
        case "/hangup": return false
        case "/garbage": return self.write("SSH-2.0-OpenSSH_9.2\r\n\r\n", to: connection) && false
        case "/cut": return self.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", to: connection) && false
        case "/endless":
            guard self.write("HTTP/1.1 200 OK\r\n\r\n", to: connection) else { return false }
            while self.write(String(repeating: "x", count: 8192), to: connection) {}
            return false
        case "/header-flood":
            guard self.write("HTTP/1.1 200 OK\r\n", to: connection) else { return false }
            while self.write("X-Flood: \(String(repeating: "x", count: 1000))\r\n", to: connection) {}
            return false
        case "/interim":
            return self.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", to: connection)
                && self.write("HTTP/1.1 200 OK\r\nX-Final:  yes \r\nContent-Length: 0\r\n\r\n", to: connection)
        case "/redirect":
            return self.write("HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\n\r\n", to: connection)
        case let path where path.hasPrefix("/bytes/"):
            let count = Int(path.dropFirst(7)) ?? 0
            return self.write("HTTP/1.1 200 OK\r\nContent-Length: \(count)\r\n\r\n", to: connection)
                && self.write(String(repeating: "x", count: count), to: connection)
        default:
            let body = "connection \(request.connection)"
            return self.write("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)", to: connection)
        }
    }

    private static func readRequest(_ connection: Int32, buffer: inout [UInt8], number: Int) -> Seen? {
        let end: [UInt8] = [13, 10, 13, 10]
        while buffer.firstRange(of: end) == nil { guard self.readMore(connection, into: &buffer) else { return nil } }
        guard let range = buffer.firstRange(of: end) else { return nil }
        let head = String(decoding: buffer[..<range.lowerBound], as: UTF8.self)
        let length =
            head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).trimmingPrefix(" ")) } ?? 0
        while buffer.count < range.upperBound + length { guard self.readMore(connection, into: &buffer) else { return nil } }
        let body = String(decoding: buffer[range.upperBound..<range.upperBound + length], as: UTF8.self)
        buffer.removeFirst(range.upperBound + length)
        return Seen(connection: number, head: head, body: body)
    }

    private static func readMore(_ connection: Int32, into buffer: inout [UInt8]) -> Bool {
        var part = [UInt8](repeating: 0, count: 4096)
        let count = recv(connection, &part, part.count, 0)
        guard count > 0 else { return false }
        buffer.append(contentsOf: part.prefix(count))
        return true
    }

    private static func write(_ text: String, to connection: Int32) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }
}

// Sockets and threads.
extension LoopbackServer {
    struct SystemCallFailed: Error { let errno: Int32 }

    /// A port of this machine on which nobody listens.
    static func unusedPort() throws -> UInt16 {
        let (listener, port) = try self.listenOnLoopback()
        close(listener)
        return port
    }

    private static func listenOnLoopback() throws -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, length) == 0 && Glibc.listen(descriptor, 64) == 0 && getsockname(descriptor, raw, &length) == 0
            }
        }
        guard result else { throw SystemCallFailed(errno: errno) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static func listen(onUnixSocket path: String) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(100)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard result == 0, Glibc.listen(descriptor, 64) == 0 else { throw SystemCallFailed(errno: errno) }
        return descriptor
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
