import IAMPolicy

/// What S3's clients do that its model does not say.
enum S3Conventions {
    /// Keys of objects may hold characters that XML cannot carry: they are asked for in percent-encoding.
    static func parameters(_ parameters: JSONObject, for operation: AWSOperation) -> JSONObject {
        guard operation.service.endpoints == .s3, operation.name == "ListObjectsV2", parameters["EncodingType"] == nil else { return parameters }
        var parameters = parameters
        parameters["EncodingType"] = "url"
        return parameters
    }

    /// Takes the percent-encoding away again.
    static func output(_ output: JSONObject, of operation: AWSOperation) -> JSONObject {
        guard operation.service.endpoints == .s3, operation.name == "ListObjectsV2", output["EncodingType"] == "url" else { return output }
        var output = Self.decoded(output, ["Prefix", "Delimiter", "StartAfter"])
        for (list, name) in [("Contents", "Key"), ("CommonPrefixes", "Prefix")] {
            guard let items = output[list]?.arrayValue else { continue }
            output[list] = .array(items.map { item in item.objectValue.map { .object(Self.decoded($0, [name])) } ?? item })
        }
        return output
    }

    private static func decoded(_ object: JSONObject, _ names: [String]) -> JSONObject {
        var object = object
        for name in names {
            if let text = object[name]?.stringValue { object[name] = .string(PercentEncoding.decode(text, plusIsBlank: true)) }
        }
        return object
    }
}
