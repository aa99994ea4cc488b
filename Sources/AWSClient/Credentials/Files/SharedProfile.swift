/// What both shared files together say in one section.
package struct SharedProfile: Hashable, Sendable {
    /// A setting and the file that it is in.
    struct Placed: Hashable, Sendable {
        let setting: SharedConfigFile.Setting
        let path: String
    }

    package let name: String
    /// The first line of its section, `/home/x/.aws/config:12`.
    package let place: String
    private var settings: [String: Placed] = [:]

    init(name: String, place: String) {
        self.name = name
        self.place = place
    }

    /// Adds a file's settings; those that are there already are replaced.
    mutating func overlay(_ section: SharedConfigFile.Section, path: String) {
        for (name, setting) in section.settings { self.settings[name] = Placed(setting: setting, path: path) }
    }

    /// An empty value counts as unset.
    package subscript(_ setting: String) -> String? {
        self.settings[setting].flatMap { $0.setting.value.isEmpty ? nil : $0.setting.value }
    }

    /// File and line of a setting; of the section where it has none of that name.
    package func place(of setting: String) -> String {
        self.settings[setting].map { "\($0.path):\($0.setting.line)" } ?? self.place
    }

    /// The indented settings below `setting`, each with its place.
    func nested(below setting: String) -> [String: (value: String, place: String)] {
        guard let outer = self.settings[setting] else { return [:] }
        return outer.setting.nested.mapValues { ($0.value, "\(outer.path):\($0.line)") }
    }

    /// The settings with indented ones below them.
    var namesWithNested: [String] { self.settings.filter { !$0.value.setting.nested.isEmpty }.keys.sorted() }
}
