import Glibc

extension IPAddress {
    /// Reads the usual text forms, with or without an IPv6 zone (`%eth0`).
    init?(text: String) {
        let withoutZone = String(text.prefix { $0 != "%" })
        var bytes4: [UInt8] = [0, 0, 0, 0]
        if inet_pton(AF_INET, withoutZone, &bytes4) == 1 {
            self.init(bytes: bytes4)
            return
        }
        var bytes16 = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, withoutZone, &bytes16) == 1 else { return nil }
        self.init(bytes: bytes16)
    }
}
