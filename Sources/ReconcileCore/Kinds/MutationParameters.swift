import IAMPolicy

extension JSONObject {
    /// With the members of `more` added; they replace those of the same name.
    func adding(_ more: JSONObject) -> JSONObject { JSONObject(self.members + more.members) }
}
