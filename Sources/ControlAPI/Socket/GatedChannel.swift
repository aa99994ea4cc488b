import HummingbirdCore
import Logging
import NIOCore

/// A connection that speaks HTTP once it is known who made it; an outsider's is closed before a byte of it is read.
struct GatedChannel: ServerChildChannel {
    /// A connection that has been let in.
    struct Value: ServerChildChannelValue {
        let http: HTTP1Channel.Value
        let peer: PeerCredentials

        var channel: any Channel { self.http.channel }
    }

    /// Why a connection was closed.
    private enum Closed: Error {
        case nobodyKnown
        case outsider
    }

    let http: HTTP1Channel
    let gate: PeerGate
    let load: ControlLoad
    /// What requests under way have to be answered in when the server stops.
    let drainSeconds: Int64

    /// Reading begins when the future that is returned here has succeeded.
    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let admitted = self.peer(of: channel).flatMap { peer in
            channel.eventLoop.makeFutureWithTask {
                guard await self.gate.standing(of: peer) > .outsider else {
                    await self.gate.tellRefusal(of: peer, .outsider)
                    throw Closed.outsider
                }
                return peer
            }
        }
        let value = admitted.flatMap { peer in
            channel.pipeline.addHandler(PeerHandler(peer)).flatMap { self.http.setup(channel: channel, logger: logger) }
                .map { Value(http: $0, peer: peer) }
        }
        // The server does not close what could not be set up.
        value.whenFailure { _ in channel.close(promise: nil) }
        return value
    }

    func handle(value: Value, logger: Logger) async {
        guard await self.load.connect(value.peer.uid) else {
            await self.gate.tellRefusal(of: value.peer, .tooManyConnections)
            // What could go wrong while it is closed does not matter any more.
            try? await value.http.executeThenClose { _, _ in }
            return
        }
        await self.http.handle(value: value.http, logger: logger)
        await self.load.disconnect(value.peer.uid)
    }

    /// Asks the kernel; called on the event loop.
    private func peer(of channel: any Channel) -> EventLoopFuture<PeerCredentials> {
        channel.eventLoop.makeCompletedFuture {
            let operations = channel.pipeline.syncOperations
            // First, so that a connection that waits to be let in does not hold up the stop either.
            try operations.addHandler(DrainHandler(drainSeconds: self.drainSeconds))
            let peer = try operations.withUnsafeTransportIfAvailable(of: CInt.self) { PeerSocket.credentials(of: $0) }
            guard case .some(.some(let peer)) = peer else { throw Closed.nobodyKnown }
            return peer
        }
    }
}
