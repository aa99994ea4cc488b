import NIOCore

/// Keeps with a connection who is at its other end.
final class PeerHandler: ChannelInboundHandler, Sendable {
    typealias InboundIn = Any

    let peer: PeerCredentials

    init(_ peer: PeerCredentials) { self.peer = peer }

    /// - Returns: `nil` where the connection has not been through the gate.
    static func peer(of channel: any Channel) async -> PeerCredentials? {
        try? await channel.pipeline.handler(type: PeerHandler.self).map(\.peer).get()
    }
}
