import IAMPolicy

/// One log line as JSON: `time`, `level`, `message`, then the values under their own names.
struct LogLine {
    let text: String

    init(time: String, level: String, message: String, values: [String: String]) {
        var object: JSONObject = ["time": .string(time), "level": .string(level), "message": .string(message)]
        for (key, value) in values.sorted(by: { $0.key < $1.key }) where object[key] == nil { object[key] = .string(value) }
        self.text = JSONWriter.compact(.object(object))
    }
}
