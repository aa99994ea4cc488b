import NIOCore

/// Closes a connection that is still open some time after the server began to stop, so that a peer
/// that sends half a request and waits cannot hold up the end of the daemon.
final class DrainHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let drainSeconds: Int64

    /// - Parameter drainSeconds: what requests under way have to be answered in.
    init(drainSeconds: Int64) { self.drainSeconds = drainSeconds }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent {
            let channel = context.channel
            // Closing what is closed already does nothing.
            context.eventLoop.scheduleTask(in: .seconds(self.drainSeconds)) { channel.close(promise: nil) }
        }
        context.fireUserInboundEventTriggered(event)
    }
}
