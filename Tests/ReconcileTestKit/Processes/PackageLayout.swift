import Foundation

/// Where the package's own files are while its tests run.
package enum PackageLayout {
    /// The folder of `Package.swift`.
    package static let root: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { url.deleteLastPathComponent() }
        return url.path
    }()

    /// Where the programs lie beside the test bundle that is running.
    package static var buildProducts: String {
        let running = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: running).deletingLastPathComponent().path
    }

    package static func moto(_ script: String) -> String { "\(Self.root)/Tests/ReconcileTestKit/Moto/\(script)" }
}
