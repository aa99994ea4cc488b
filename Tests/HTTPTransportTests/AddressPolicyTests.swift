import Testing

@testable import HTTPTransport

@Suite struct AddressPolicyTests {
    @Test(arguments: [
        "0.0.0.0", "10.0.0.0", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.169.254",
        "172.16.0.0", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
        "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1",
        "64:ff9b:1::1", "100::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "2001::1", "2002:a00:1::1",
        "2002:7f00:1::"
    ])
    func specialAddressIsNotPublic(text: String) throws {
        let address = try #require(IPAddress(text: text))
        #expect(!AddressPolicy.publicOnly.permits(address))
        #expect(AddressPolicy.any.permits(address))
    }

    @Test(arguments: [
        "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0",
        "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "52.94.5.1",
        "2600:1f18::1", "2001:200::1", "::ffff:52.94.5.1", "64:ff9b::345e:501", "2002:345e:501::1"
    ])
    func ordinaryAddressIsPublic(text: String) throws {
        let address = try #require(IPAddress(text: text))
        #expect(AddressPolicy.publicOnly.permits(address))
    }

    @Test(arguments: ["", "1.2.3", "1.2.3.4.5", "localhost", ":::", "12345::", "/run/x.sock"])
    func whatIsNoAddressIsNotPublic(text: String) {
        #expect(IPAddress(text: text) == nil)
        #expect(!AddressPolicy.publicOnly.permits(IPAddress(text: text)))
    }
}
