import CCurl
import Glibc

/// The thread that owns the multi handle and all transfers.
final class CurlLoop {
    private let mailbox: CurlMailbox
    private let multi: UnsafeMutableRawPointer
    private var transfers: [CurlMailbox.TransferID: CurlTransfer] = [:]
    private var idByHandle: [UnsafeMutableRawPointer: CurlMailbox.TransferID] = [:]

    /// How long the thread sleeps where nothing happens; a message wakes it up at once.
    private static let pollMilliseconds: Int32 = 60_000

    private init(mailbox: CurlMailbox) {
        self.mailbox = mailbox
        self.multi = mailbox.multi.pointer
    }

    /// Starts the thread, which ends after the mailbox was told to stop.
    static func start(mailbox: CurlMailbox) throws(HTTPTransportError) {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(mailbox).toOpaque()
        let result = pthread_create(&thread, nil, { CurlLoop.threadBody($0) }, argument)
        guard result == 0 else {
            Unmanaged<CurlMailbox>.fromOpaque(argument).release()
            mailbox.closed { _ = curl_multi_cleanup(mailbox.multi.pointer) }
            throw HTTPTransportError(
                code: .other, message: "no thread for HTTP could be started (errno \(result))", requestMayHaveBeenSent: false)
        }
        pthread_detach(thread)
    }

    private static func threadBody(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        ccurl_name_this_thread("http")
        // TLS writes on a closed connection raise SIGPIPE, and no other signal is this thread's business either.
        var signals = sigset_t()
        sigfillset(&signals)
        pthread_sigmask(SIG_SETMASK, &signals, nil)
        CurlLoop(mailbox: Unmanaged<CurlMailbox>.fromOpaque(argument).takeRetainedValue()).run()
        return nil
    }

    // Ends when the mailbox delivers `stop`, which `shutdown`, the owner's end and a failing poll bring about.
    private func run() {
        while true {
            switch self.mailbox.collect() {
            case .commands(let commands):
                for command in commands { self.carryOut(command) }
            case .stop(let unstarted):
                return self.close(unstarted: unstarted)
            }
            var running: Int32 = 0
            var result = curl_multi_perform(self.multi, &running)
            self.finishCompleted()
            if result == CURLM_OK {
                // Wakes up at once if a command came since `collect`: the wake-up is remembered.
                result = curl_multi_poll(self.multi, nil, 0, Self.pollMilliseconds, nil)
            }
            if result != CURLM_OK { self.mailbox.fail() }
        }
    }

    private func carryOut(_ command: CurlMailbox.Command) {
        switch command {
        case .start(let id, let request, let completion): self.start(id, request: request, completion: completion)
        case .cancel(let id):
            guard let transfer = self.transfers[id] else { return }
            self.finish(id, with: .failure(.cancelled(requestMayHaveBeenSent: transfer.requestMayHaveBeenSent)))
        }
    }

    private func start(_ id: CurlMailbox.TransferID, request: HTTPRequest, completion: CurlMailbox.Completion) {
        let transfer: CurlTransfer
        do throws(HTTPTransportError) {
            transfer = try CurlTransfer(request: request, completion: completion)
        } catch {
            self.mailbox.finished(id)
            completion.resume(returning: .failure(error))
            return
        }
        self.transfers[id] = transfer
        self.idByHandle[transfer.handle] = id
        if curl_multi_add_handle(self.multi, transfer.handle) != CURLM_OK {
            self.finish(
                id,
                with: .failure(
                    HTTPTransportError(code: .other, message: "libcurl refused the transfer", requestMayHaveBeenSent: false)))
        }
    }

    private func finishCompleted() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(self.multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let id = self.idByHandle[handle], let transfer = self.transfers[id]
            else { continue }
            self.finish(id, with: transfer.outcome(of: ccurl_message_result(message)))
        }
    }

    private func finish(_ id: CurlMailbox.TransferID, with outcome: CurlMailbox.Outcome) {
        guard let transfer = self.transfers.removeValue(forKey: id) else { return }
        self.idByHandle.removeValue(forKey: transfer.handle)
        curl_multi_remove_handle(self.multi, transfer.handle)
        transfer.release()
        self.mailbox.finished(id)
        transfer.completion.resume(returning: outcome)
    }

    private func close(unstarted: [CurlMailbox.Command]) {
        for case .start(_, _, let completion) in unstarted {
            completion.resume(returning: .failure(.shutDown(requestMayHaveBeenSent: false)))
        }
        for (id, transfer) in self.transfers {
            self.finish(id, with: .failure(.shutDown(requestMayHaveBeenSent: transfer.requestMayHaveBeenSent)))
        }
        self.mailbox.closed { _ = curl_multi_cleanup(self.multi) }
    }
}
