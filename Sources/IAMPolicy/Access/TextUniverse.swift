/// Which texts can stand at a place of a request at all, as a small automaton over bytes.
enum TextUniverse: Hashable, Sendable {
    case any
    /// `service:name` in lower case; a given service is the only one.
    case action(service: String?)
    /// Five colons behind `arn`, and something behind them.
    case arn
    /// The ARN of a role or user.
    case principal

    typealias State = UInt8

    private static let principalStart = Array("arn:aws:iam::".utf8)
    private static let role = Array("role/".utf8)
    private static let user = Array("user/".utf8)
    private static let arnStart = Array("arn:".utf8)
    private static let colon = UInt8(ascii: ":")

    /// The state behind one more byte, or `nil` if no text goes on like that.
    func next(_ state: State, _ byte: UInt8) -> State? {
        switch self {
        case .any: return 0
        case .action(nil): return Self.nextInAction(state, byte)
        case .action(let service?):
            if let expected = Self.startByte(of: service, at: state) { return expected == byte ? state + 1 : nil }
            return byte == Self.colon || byte == 0x20 ? nil : State(service.utf8.count + 2)
        case .arn: return Self.nextInARN(state, byte)
        case .principal: return Self.nextInPrincipal(state, byte)
        }
    }

    func accepts(_ state: State) -> Bool {
        switch self {
        case .any: true
        case .action(nil): state == 3
        case .action(let service?): Int(state) > service.utf8.count + 1
        case .arn: state == 9
        case .principal: state == 61
        }
    }

    /// Bytes that must be tried because the text cannot go on, or come to its end, without them.
    func forced(_ state: State) -> (first: UInt8?, second: UInt8?) {
        switch self {
        case .any: (nil, nil)
        case .action(nil): (state == 1 ? Self.colon : nil, nil)
        case .action(let service?): (Self.startByte(of: service, at: state), nil)
        case .arn: (state < 4 ? Self.arnStart[Int(state)] : state < 8 ? Self.colon : nil, nil)
        case .principal: Self.forcedInPrincipal(state)
        }
    }

    /// The byte at a place of the service and the colon behind it; `nil` behind that.
    private static func startByte(of service: String, at state: State) -> UInt8? {
        if Int(state) == service.utf8.count { return Self.colon }
        return service.utf8.dropFirst(Int(state)).first
    }

    /// Bytes that stand for all others, the more natural ones first.
    var fillers: [UInt8] {
        switch self {
        case .action: Array("xyzwvuqkjabcdefghilmnoprst0123456789-".utf8)
        case .any, .arn, .principal: Array("0123456789xyzwvuqkjabcdefghilmnoprstXYZWVUQKJ-_/.=+@,ABCDEFGHILMNOPRST~!#%&()<>;".utf8)
        }
    }

    private static func nextInAction(_ state: State, _ byte: UInt8) -> State? {
        if byte == 0x20 { return nil }
        switch state {
        case 0: return byte == Self.colon ? nil : 1
        case 1: return byte == Self.colon ? 2 : 1
        default: return byte == Self.colon ? nil : 3
        }
    }

    private static func nextInARN(_ state: State, _ byte: UInt8) -> State? {
        switch state {
        case 0..<4: byte == Self.arnStart[Int(state)] ? state + 1 : nil
        case 4..<8: byte == Self.colon ? state + 1 : state
        default: 9
        }
    }

    /// 0…12 the start, 13…24 the account, 25 a colon, 30… `role/`, 40… `user/`, 60 to 62 path and name, 60 and 62 behind a `/`.
    private static func nextInPrincipal(_ state: State, _ byte: UInt8) -> State? {
        switch state {
        case 0..<13: return byte == Self.principalStart[Int(state)] ? state + 1 : nil
        case 13..<25: return (0x30...0x39).contains(byte) ? state + 1 : nil
        case 25: return byte == Self.colon ? 26 : nil
        case 26: return byte == UInt8(ascii: "r") ? 31 : byte == UInt8(ascii: "u") ? 41 : nil
        case 30..<35, 40..<45:
            guard Self.forcedInPrincipal(state).first == byte else { return nil }
            return byte == UInt8(ascii: "/") ? 60 : state + 1
        case 61 where byte == UInt8(ascii: "/"): return 62
        default: return byte == Self.colon || byte == 0x20 || byte == UInt8(ascii: "/") ? nil : 61
        }
    }

    private static func forcedInPrincipal(_ state: State) -> (first: UInt8?, second: UInt8?) {
        switch state {
        case 0..<13: (Self.principalStart[Int(state)], nil)
        case 25: (Self.colon, nil)
        case 26: (UInt8(ascii: "r"), UInt8(ascii: "u"))
        case 30..<35: (Self.role[Int(state) - 30], nil)
        case 40..<45: (Self.user[Int(state) - 40], nil)
        default: (nil, nil)
        }
    }
}
