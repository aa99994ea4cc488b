import CCurl

/// One request under way: its easy handle, what has come so far, and who waits for it.
///
/// Belongs to the loop's thread. The easy handle's callbacks hold an unretained pointer to
/// it, so it must outlive `release()`.
final class CurlTransfer {
    let handle: UnsafeMutableRawPointer
    let request: HTTPRequest
    let completion: CurlMailbox.Completion

    /// libcurl is about to write, or has written, the request on a standing connection.
    private(set) var requestMayHaveBeenSent = false
    private(set) var refusedAddress = false
    private var response: CurlResponseCollector
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let errorText: UnsafeMutablePointer<CChar>

    init(request: HTTPRequest, completion: CurlMailbox.Completion) throws(HTTPTransportError) {
        guard let handle = curl_easy_init() else {
            throw HTTPTransportError(code: .other, message: "libcurl has no memory for a transfer", requestMayHaveBeenSent: false)
        }
        self.handle = handle
        self.request = request
        self.completion = completion
        self.response = CurlResponseCollector(bodyBytesMax: request.responseBytesMax)
        self.errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        self.errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        do throws(HTTPTransportError) {
            self.headerList = try CurlOptions.headerList(request.headers, hasContentType: request.header("content-type") != nil)
            try CurlOptions(handle: handle).set(request, headerList: self.headerList, errorText: self.errorText)
            try self.setCallbacks()
        } catch {
            self.release()
            throw error
        }
    }

    /// Frees what libcurl holds. To be called once, after the handle left its multi handle.
    func release() {
        curl_easy_cleanup(self.handle)
        curl_slist_free_all(self.headerList)
        self.headerList = nil
        self.errorText.deallocate()
    }

    /// What the end of the transfer means to the caller.
    func outcome(of result: CURLcode) -> CurlMailbox.Outcome {
        if result == CURLE_OK {
            var status = 0
            _ = ccurl_getinfo_long(self.handle, CURLINFO_RESPONSE_CODE, &status)
            return .success(self.response.response(status: status))
        }
        var elapsedMicroseconds: curl_off_t = 0
        _ = ccurl_getinfo_size(self.handle, CURLINFO_TOTAL_TIME_T, &elapsedMicroseconds)
        return .failure(
            CurlFailure(
                result: result, detail: String(cString: self.errorText), request: self.request,
                requestMayHaveBeenSent: self.requestMayHaveBeenSent, refusedAddress: self.refusedAddress,
                overflow: self.response.overflow, elapsedMilliseconds: Int(elapsedMicroseconds / 1000)
            ).error)
    }
}

// What libcurl calls back, on the loop's thread, from within curl_multi_perform.
extension CurlTransfer {
    private func setCallbacks() throws(HTTPTransportError) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        let handle = self.handle
        try CurlOptions.require(ccurl_setopt_pointer(handle, CURLOPT_HEADERDATA, me))
        try CurlOptions.require(
            ccurl_setopt_data_callback(handle, CURLOPT_HEADERFUNCTION) { CurlTransfer.of($3)?.receiveHeader($0, $1 &* $2) ?? 0 })
        try CurlOptions.require(ccurl_setopt_pointer(handle, CURLOPT_WRITEDATA, me))
        try CurlOptions.require(
            ccurl_setopt_data_callback(handle, CURLOPT_WRITEFUNCTION) { CurlTransfer.of($3)?.receiveBody($0, $1 &* $2) ?? 0 })
        try CurlOptions.require(ccurl_setopt_pointer(handle, CURLOPT_PREREQDATA, me))
        try CurlOptions.require(
            ccurl_setopt_prerequest_callback(handle) { context, address, _, _, _ in
                CurlTransfer.of(context)?.connectionStands(to: address) ?? CURL_PREREQFUNC_ABORT
            })
        guard self.request.addressPolicy != .any else { return }
        try CurlOptions.require(ccurl_setopt_pointer(handle, CURLOPT_OPENSOCKETDATA, me))
        try CurlOptions.require(
            ccurl_setopt_socket_callback(handle) { context, _, address in
                CurlTransfer.of(context)?.openSocket(to: address) ?? ccurl_socket_bad()
            })
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Taking another number of bytes than came makes libcurl end the transfer.
    private func receiveHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let line = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
        return self.response.receiveHeaderLine(line) ? count : 0
    }

    private func receiveBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let part = UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count)
        return self.response.receiveBody(part) ? count : 0
    }

    private func openSocket(to address: UnsafeMutablePointer<curl_sockaddr>?) -> curl_socket_t {
        guard let address else { return ccurl_socket_bad() }
        let bytes = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { buffer -> [UInt8] in
            let length = ccurl_address_bytes(address, buffer.baseAddress)
            return Array(buffer.prefix(Int(length)))
        }
        guard self.request.addressPolicy.permits(IPAddress(bytes: bytes)) else {
            self.refusedAddress = true
            return ccurl_socket_bad()
        }
        return ccurl_open_socket(address)
    }

    /// Also judges the address, because a kept connection was opened by a request with another policy perhaps.
    private func connectionStands(to address: UnsafeMutablePointer<CChar>?) -> Int32 {
        if self.request.addressPolicy != .any {
            let text = address.map { String(cString: $0) } ?? ""
            guard self.request.addressPolicy.permits(IPAddress(text: text)) else {
                self.refusedAddress = true
                return CURL_PREREQFUNC_ABORT
            }
        }
        self.requestMayHaveBeenSent = true
        return CURL_PREREQFUNC_OK
    }
}
