/// One operation of a service: what is needed to call it, to page it, and to say what it may do.
///
/// Made by a `ServiceTable`; two operations of one service and name are the same.
package struct AWSOperation: Sendable {
    /// How a list that comes in pages is continued.
    package struct Paging: Hashable, Sendable {
        /// The parameter that takes the token of the page before.
        package let requestToken: String
        /// The member of an answer that holds the next page's token.
        package let answerToken: String
        /// The member that says whether there is more; where it is `nil`, the token's presence says it.
        package let moreFlag: String?
        /// The parameter for the largest page; `nil` where the service decides alone.
        package let limit: String?

        package init(requestToken: String, answerToken: String, moreFlag: String?, limit: String?) {
            self.requestToken = requestToken
            self.answerToken = answerToken
            self.moreFlag = moreFlag
            self.limit = limit
        }
    }

    /// What of its body travels in a header.
    package enum Checksum: Hashable, Sendable {
        case none
        /// `Content-MD5`; Smithy's trait `httpChecksumRequired`.
        case md5
        /// `x-amz-checksum-crc32`; the trait `httpChecksum`.
        case crc32
    }

    package let service: AWSService
    /// `GetRole`.
    package let name: String
    /// Whether it changes anything in the account; such a call is never repeated blindly.
    package let mutates: Bool
    /// What a policy must allow for it, `iam:GetRole`; `nil` if nothing is needed.
    package var iamAction: String?
    /// `nil` if it answers in one piece.
    package var paging: Paging?
    package var httpMethod = "POST"
    /// Path and constant query with labels in braces, `/graphs/{graphIdentifier}`.
    package var uri = "/"
    /// Where `input` and `output` point to.
    package var shapes = ShapeTable([])
    package var input: ShapeMember?
    package var output: ShapeMember?
    /// The errors that the service documents for it, by shape.
    package var errors: [String] = []
    /// False where the parameters themselves prove who calls.
    package var isSigned = true
    package var checksum = Checksum.none
    package var hostPrefix: String?
    /// The lists of an answer of the query protocol whose items are handed on as they are written (`AWSAnswer.listItems`),
    /// so that a long listing never stands in memory as a tree. Of one call, not of the operation.
    package var listsLeft: Set<String> = []
    /// What the endpoint rules are told about the operation itself.
    package var endpointParameters: [String: String] = [:]

    package init(service: AWSService, name: String, mutates: Bool, iamAction: String? = nil) {
        self.service = service
        self.name = name
        self.mutates = mutates
        self.iamAction = iamAction
    }

    /// Without members where the operation takes nothing.
    package var inputStructure: StructureShape {
        self.shapes.structure(self.input) ?? StructureShape(name: "\(self.name)Request", members: [])
    }
}

extension AWSOperation: Hashable {
    package static func == (left: AWSOperation, right: AWSOperation) -> Bool {
        left.service == right.service && left.name == right.name && left.mutates == right.mutates
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(self.service.id)
        hasher.combine(self.name)
    }
}
