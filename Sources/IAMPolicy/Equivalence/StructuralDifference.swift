/// Differences of JSON values that are no policies: exact, but for the order of members.
enum StructuralDifference {
    static func differences(desired: JSONValue, live: JSONValue) -> [PolicyDifference] {
        Self.differences(desired: desired, live: live, path: .root)
    }

    private static func differences(desired: JSONValue, live: JSONValue, path: JSONPath) -> [PolicyDifference] {
        if desired == live { return [] }
        if let desiredObject = desired.objectValue, let liveObject = live.objectValue {
            let parts = Self.differences(desired: desiredObject, live: liveObject, path: path)
            // Names that only Swift takes for the same differ in no part.
            return parts.isEmpty ? [Self.whole(desired, live, path)] : parts
        }
        if let desiredElements = desired.arrayValue, let liveElements = live.arrayValue, desiredElements.count == liveElements.count {
            return zip(desiredElements, liveElements).enumerated().flatMap { index, pair in
                Self.differences(desired: pair.0, live: pair.1, path: path.appending(index))
            }
        }
        return [Self.whole(desired, live, path)]
    }

    private static func differences(desired: JSONObject, live: JSONObject, path: JSONPath) -> [PolicyDifference] {
        let liveMembers = Dictionary(live.members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let desiredNames = Set(desired.names)
        let changed = desired.members.flatMap { member -> [PolicyDifference] in
            let place = path.appending(member.name)
            guard let other = liveMembers[member.name] else { return [Self.part(place, desired: member.value, live: nil)] }
            return Self.differences(desired: member.value, live: other, path: place)
        }
        let added = live.members.filter { !desiredNames.contains($0.name) }
        return changed + added.map { Self.part(path.appending($0.name), desired: nil, live: $0.value) }
    }

    private static func whole(_ desired: JSONValue, _ live: JSONValue, _ path: JSONPath) -> PolicyDifference {
        Self.part(path, desired: desired, live: live)
    }

    private static func part(_ path: JSONPath, desired: JSONValue?, live: JSONValue?) -> PolicyDifference {
        PolicyDifference(path: path.steps.isEmpty ? "document" : path.description, desired: desired, live: live)
    }
}
