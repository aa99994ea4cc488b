import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
package import ReconcileCore

/// How the control socket is served.
package struct ControlServerConfiguration: Equatable, Sendable {
    /// Absolute; at most 107 bytes.
    package var socketPath: String
    /// Permission bits of the socket. Everybody may knock: who is let in, the kernel's word on the peer decides.
    package var socketMode: UInt32
    /// A longer body is refused with 413. Unit: bytes.
    package var bodyBytesMax: Int
    /// A connection without traffic is closed after this. Unit: seconds.
    package var idleSecondsMax: Int
    /// What requests under way have to be answered in when the server stops. Unit: seconds.
    package var drainSecondsMax: Int
    /// Further connections wait to be taken.
    package var connectionsMax: Int
    /// Further connections of the same user are closed, so that one user cannot keep the others out.
    package var connectionsPerUserMax: Int
    /// Further requests are answered with 503.
    package var requestsMax: Int

    package init(
        socketPath: String, socketMode: UInt32 = 0o666, bodyBytesMax: Int = 8 << 20, idleSecondsMax: Int = 120, drainSecondsMax: Int = 5,
        connectionsMax: Int = 64, connectionsPerUserMax: Int = 16, requestsMax: Int = 32
    ) {
        self.socketPath = socketPath
        self.socketMode = socketMode
        self.bodyBytesMax = bodyBytesMax
        self.idleSecondsMax = idleSecondsMax
        self.drainSecondsMax = drainSecondsMax
        self.connectionsMax = connectionsMax
        self.connectionsPerUserMax = connectionsPerUserMax
        self.requestsMax = requestsMax
    }
}

/// Offers the daemon's operations as HTTP on a Unix socket.
///
/// Inside a service group it ends with the group: no connection is taken any more, and requests
/// under way are answered first, within a bound. The socket's file goes with it.
package struct ControlServer: Sendable {
    private let configuration: ControlServerConfiguration
    private let operations: any ControlOperations
    private let peers: @Sendable () async -> PeerPolicy
    private let logger: Logger
    private let onListening: @Sendable () async -> Void

    /// - Parameters:
    ///   - peers: who may do what at the moment; asked at each connection and each request.
    ///   - onListening: called once, when connections are taken.
    package init(
        configuration: ControlServerConfiguration, operations: any ControlOperations, peers: @escaping @Sendable () async -> PeerPolicy,
        logger: Logger = Logger(label: "control"), onListening: @escaping @Sendable () async -> Void = {}
    ) {
        self.configuration = configuration
        self.operations = operations
        self.peers = peers
        self.logger = logger
        self.onListening = onListening
    }

    /// Checks that `run()` can bind the socket, and removes the file of a dead daemon; for a start that shall fail early.
    /// - Throws: `ControlAPIError`.
    package func prepare() throws(ControlAPIError) {
        try ControlSocket(path: self.configuration.socketPath).prepare()
    }

    /// Serves until the surrounding service group stops or the task is cancelled; to be called once.
    /// - Throws: `ControlAPIError` where the socket cannot be bound.
    package func run() async throws {
        let socket = ControlSocket(path: self.configuration.socketPath)
        try socket.prepare()
        defer { socket.remove() }
        do {
            try await self.application(on: socket).run()
        } catch let error as IOError {
            throw ControlAPIError(code: .system, message: "the control socket \(socket.path) cannot be served: \(error)")
        }
    }

    private func application(on socket: ControlSocket) -> Application<ControlResponder> {
        var frameworkLogger = self.logger
        frameworkLogger.logLevel = max(.warning, self.logger.logLevel)
        let (configuration, logger, onListening) = (self.configuration, self.logger, self.onListening)
        let gate = PeerGate(policy: self.peers, logger: logger)
        let load = ControlLoad(connectionsPerUserMax: configuration.connectionsPerUserMax, requestsMax: configuration.requestsMax)
        return Application(
            responder: ControlResponder(
                operations: self.operations, bodyBytesMax: configuration.bodyBytesMax, gate: gate, load: load, logger: logger),
            server: HTTPServerBuilder { responder in
                GatedChannel(
                    http: HTTP1Channel(
                        responder: responder, configuration: .init(idleTimeout: .seconds(Int64(configuration.idleSecondsMax)))),
                    gate: gate, load: load, drainSeconds: Int64(configuration.drainSecondsMax))
            },
            configuration: ApplicationConfiguration(
                address: .unixDomainSocket(path: socket.path), backlog: 128,
                availableConnectionsDelegate: .maximum(configuration.connectionsMax, logger: frameworkLogger)),
            onServerRunning: { channel in
                do throws(ControlAPIError) {
                    try socket.setMode(configuration.socketMode)
                    logger.info("control socket is open", metadata: ["path": "\(socket.path)"])
                    await onListening()
                } catch {
                    logger.error("control socket cannot be protected", metadata: ["error": "\(error)"])
                    // Without its mode nobody may connect.
                    channel.close(promise: nil)
                }
            },
            logger: frameworkLogger)
    }
}
