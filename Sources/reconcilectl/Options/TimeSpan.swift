import ArgumentParser

/// A duration as the configuration writes it: `90s`, `10m`, `6h`, `30d`.
struct TimeSpan: ExpressibleByArgument, Equatable {
    let seconds: Int

    init(seconds: Int) { self.seconds = seconds }

    init?(argument: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let unit = argument.last.flatMap({ units[$0] }), argument.dropLast().allSatisfy({ $0.isASCII && $0.isNumber }),
            let number = Int(argument.dropLast()), number <= 36_500 * 86_400 / unit
        else { return nil }
        self.seconds = number * unit
    }

    var defaultValueDescription: String { self.text }

    var text: String {
        for (name, unit) in [("d", 86_400), ("h", 3600), ("m", 60)] where self.seconds >= unit && self.seconds % unit == 0 {
            return "\(self.seconds / unit)\(name)"
        }
        return "\(self.seconds)s"
    }
}
