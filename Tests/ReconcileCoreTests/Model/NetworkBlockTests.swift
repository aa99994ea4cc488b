import ReconcileCore
import Testing

@Suite struct NetworkBlockTests {
    @Test(arguments: [
        ("10.0.0.0/16", "10.0.0.0/16"), ("10.0.0.5/16", "10.0.0.0/16"), ("255.255.255.255/0", "0.0.0.0/0"), ("192.168.1.129/25", "192.168.1.128/25"),
        ("10.0.0.5/32", "10.0.0.5/32"), ("2001:DB8::/32", "2001:db8::/32"), ("2001:db8:0:0:0:0:0:1/128", "2001:db8::1/128"),
        ("2001:db8:1::ffff/48", "2001:db8:1::/48"), ("::/0", "::/0"), ("1:0:0:2:0:0:0:3/128", "1:0:0:2::3/128"),
        ("::ffff:10.0.0.1/128", "::ffff:a00:1/128"), ("fe80:0:1:0:1:0:1:0/128", "fe80:0:1:0:1:0:1:0/128"), ("::1/127", "::/127")
    ])
    func aBlockIsKnownByItsNetworkInOneSpelling(text: String, network: String) throws {
        let block = try #require(NetworkBlock(text))
        #expect(block.network.description == network)
        #expect(NetworkBlock(network) == block.network)
        #expect(block.network.network == block.network)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0", "10.0.0/8", "10.0.0.0.0/8", "10.0.0.256/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "010.0.0.0/8", "10.0.0.0/08",
        "10.0.0.0/8/8", "::/129", ":::/0", "1::2::3/64", "12345::/16", "1:2:3:4:5:6:7/64", "1:2:3:4:5:6:7:8:9/64", "1:2:3:4:5:6:7:8::/64",
        "g::/16", "::10.0.0/96", "10.0.0.1::/96", "sg-12345678", "pl-12345678", "99999999999999999999/8", "::/99999999999999999999"
    ])
    func whatIsNoBlockIsRefused(text: String) { #expect(NetworkBlock(text) == nil) }

    @Test func everythingIsTheBlockWithoutAPrefix() {
        #expect(NetworkBlock("0.0.0.0/0")?.isEverything == true)
        #expect(NetworkBlock("::/0")?.isEverything == true)
        #expect(NetworkBlock("0.0.0.0/1")?.isEverything == false)
        #expect(NetworkBlock("::/0")?.isVersion6 == true)
        #expect(NetworkBlock("0.0.0.0/0")?.isVersion6 == false)
    }
}
