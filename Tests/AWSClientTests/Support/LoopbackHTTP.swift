import Foundation
import Glibc
import HTTPTransport
import NIOConcurrencyHelpers

/// A small HTTP/1.1 server on loopback that answers as a function says, one request a connection.
final class LoopbackHTTP: Sendable {
    struct Seen: Sendable {
        let method: String
        /// Path and query.
        let target: String
        /// By name in lower case.
        let headers: [String: String]
        let body: String
    }

    typealias Answer = (status: Int, body: String)

    let port: UInt16
    private let listener: Int32
    private let seen = NIOLockedValueBox<[Seen]>([])

    /// - Parameter answer: `nil` for a server that takes the request and says nothing until the client goes.
    init(_ answer: @escaping @Sendable (Seen) -> Answer?) throws {
        (self.listener, self.port) = try Self.listen()
        let (listener, seen) = (self.listener, self.seen)
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                Thread.detachNewThread { Self.serve(connection, seen, answer) }
            }
        }
    }

    deinit {
        _ = Glibc.shutdown(self.listener, Int32(SHUT_RDWR))
        close(self.listener)
    }

    var requests: [Seen] { self.seen.withLockedValue { $0 } }
    var url: String { "http://127.0.0.1:\(self.port)" }

    private static func serve(_ connection: Int32, _ seen: NIOLockedValueBox<[Seen]>, _ answer: (Seen) -> Answer?) {
        defer { close(connection) }
        guard let request = Self.request(connection) else { return }
        seen.withLockedValue { $0.append(request) }
        guard let (status, body) = answer(request) else {
            var byte: UInt8 = 0
            _ = recv(connection, &byte, 1, 0)
            return
        }
        let text = "HTTP/1.1 \(status) x\r\nContent-Length: \(body.utf8.count)\r\nConnection: close\r\n\r\n\(body)"
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    private static func request(_ connection: Int32) -> Seen? {
        var buffer: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(connection, &part, part.count, 0)
            guard count > 0 else { return nil }
            buffer.append(contentsOf: part.prefix(count))
            let text = String(decoding: buffer, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
            }
            let body = String(text[end.upperBound...])
            if body.utf8.count < Int(headers["content-length"] ?? "0") ?? 0 { continue }
            let first = (lines.first ?? "").split(separator: " ").map(String.init)
            guard first.count >= 2 else { return nil }
            return Seen(method: first[0], target: first[1], headers: headers, body: body)
        }
    }

    struct SystemCallFailed: Error { let number: Int32 }

    private static func listen() throws -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(descriptor, raw, length) == 0 && Glibc.listen(descriptor, 64) == 0 && getsockname(descriptor, raw, &length) == 0
            }
        }
        guard isListening else { throw SystemCallFailed(number: errno) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }
}
