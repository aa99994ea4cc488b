import IAMPolicy

/// How large AWS takes a policy to be.
enum PolicySize {
    /// Characters that IAM counts: white space is none of them.
    ///
    /// Inside of texts it is left out, too: what is refused here for its size surely is too large.
    /// - SeeAlso: IAM User Guide, "IAM and AWS STS quotas", IAM and STS character limits.
    static func characters(of document: JSONValue) -> Int {
        JSONWriter.compact(document).unicodeScalars.count { ![" ", "\t", "\n", "\r"].contains($0) }
    }

    static func bytes(of document: JSONValue) -> Int { JSONWriter.compact(document).utf8.count }
}
