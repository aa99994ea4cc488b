// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault")
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioConcurrency = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")

let package = Package(
    name: "reconciled",
    products: [
        .executable(name: "reconciled", targets: ["reconciled"]),
        .executable(name: "reconcilectl", targets: ["reconcilectl"])
    ],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2")
    ],
    targets: [
        // Pure: values and functions.
        .target(name: "IAMPolicy", swiftSettings: strict),
        .target(name: "ReconcileCore", dependencies: ["IAMPolicy", crypto], swiftSettings: strict),

        .target(name: "NeptuneAccess", dependencies: ["ReconcileCore", "IAMPolicy"], swiftSettings: strict),

        // Runs what the core decides.
        .target(name: "ReconcileEngine", dependencies: ["ReconcileCore", "IAMPolicy", logging], swiftSettings: strict),

        // Adapters: none knows another.
        .target(name: "SystemTime", dependencies: ["ReconcileCore"], swiftSettings: strict),
        .target(name: "Manifests", dependencies: ["ReconcileCore", "IAMPolicy", yams], swiftSettings: strict),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "HTTPTransport", dependencies: ["CCurl", nioConcurrency], swiftSettings: strict),
        .target(
            name: "AWSClient", dependencies: ["ReconcileCore", "IAMPolicy", "HTTPTransport", crypto, nioConcurrency], swiftSettings: strict),
        .executableTarget(name: "embedsql", swiftSettings: strict),
        .plugin(name: "EmbedSQL", capability: .buildTool(), dependencies: ["embedsql"]),
        .target(name: "Migrations", path: "migrations", exclude: ["README.md"], swiftSettings: strict, plugins: ["EmbedSQL"]),
        .target(name: "Store", dependencies: ["ReconcileCore", "IAMPolicy", "Migrations", grdb, crypto], swiftSettings: strict),
        .target(name: "Notifications", dependencies: ["ReconcileCore", "IAMPolicy", "HTTPTransport", crypto, logging], swiftSettings: strict),
        .target(name: "CPeer"),
        .target(
            name: "ControlAPI", dependencies: ["CPeer", "ReconcileCore", "IAMPolicy", hummingbird, hummingbirdCore, logging, nioCore],
            swiftSettings: strict),

        // Programs.
        .executableTarget(
            name: "reconciled",
            dependencies: [
                "ReconcileEngine", "NeptuneAccess", "ReconcileCore", "IAMPolicy", "Manifests", "AWSClient", "HTTPTransport", "Store", "Notifications",
                "ControlAPI", "SystemTime", arguments, lifecycle, signals, logging, nioConcurrency
            ], swiftSettings: strict),
        .executableTarget(
            name: "reconcilectl",
            dependencies: ["Manifests", "NeptuneAccess", "ReconcileCore", "IAMPolicy", "HTTPTransport", "Store", "SystemTime", arguments],
            swiftSettings: strict),

        // Measures; see scripts/bench.
        .executableTarget(
            name: "reconciled-bench", dependencies: ["IAMPolicy", "NeptuneAccess"], path: "Benchmarks", swiftSettings: strict),

        // Tests.
        .target(
            name: "ReconcileTestKit", dependencies: ["ReconcileCore", "IAMPolicy", nioConcurrency], path: "Tests/ReconcileTestKit",
            exclude: ["Moto"], swiftSettings: strict),
        .target(
            name: "SimulatedAWS", dependencies: ["AWSClient", "HTTPTransport", "IAMPolicy", nioConcurrency], path: "Tests/SimulatedAWS",
            swiftSettings: strict),
        // Development only: answers checkers of the wire formats; see docs/AWS-CLIENT.md.
        .executableTarget(
            name: "reconciled-wire", dependencies: ["AWSClient", "HTTPTransport", "IAMPolicy"], path: "Tests/WireConformance",
            swiftSettings: strict),
        .testTarget(name: "IAMPolicyTests", dependencies: ["IAMPolicy"], exclude: ["Corpus"], swiftSettings: strict),
        .testTarget(name: "ReconcileCoreTests", dependencies: ["ReconcileCore", "IAMPolicy", "ReconcileTestKit"], swiftSettings: strict),
        .testTarget(
            name: "ReconcileEngineTests",
            dependencies: ["ReconcileEngine", "ReconcileCore", "IAMPolicy", "Store", "ReconcileTestKit", logging], swiftSettings: strict),
        .testTarget(name: "ManifestsTests", dependencies: ["Manifests", "ReconcileCore", "IAMPolicy"], swiftSettings: strict),
        .testTarget(name: "HTTPTransportTests", dependencies: ["HTTPTransport", nioConcurrency], swiftSettings: strict),
        .testTarget(
            name: "AWSClientTests", dependencies: ["AWSClient", "HTTPTransport", "ReconcileCore", "IAMPolicy", "ReconcileTestKit", nioConcurrency],
            exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "StoreTests", dependencies: ["Store", "Migrations", "ReconcileCore", "IAMPolicy", "ReconcileTestKit", grdb], swiftSettings: strict),
        .testTarget(
            name: "NotificationsTests", dependencies: ["Notifications", "HTTPTransport", "ReconcileCore", "IAMPolicy", "ReconcileTestKit", crypto],
            swiftSettings: strict),
        .testTarget(
            name: "ControlAPITests",
            dependencies: ["ControlAPI", "HTTPTransport", "ReconcileCore", "IAMPolicy", "ReconcileTestKit", lifecycle, logging, nioConcurrency],
            swiftSettings: strict),
        .testTarget(
            name: "reconcilectlTests", dependencies: ["reconcilectl", "ReconcileCore", "IAMPolicy", "HTTPTransport"], exclude: ["Snapshots"],
            swiftSettings: strict),
        .testTarget(name: "NeptuneAccessTests", dependencies: ["NeptuneAccess", "ReconcileCore", "IAMPolicy"], swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "SimulatedAWS", "AWSClient", "HTTPTransport", "ReconcileEngine", "ReconcileCore", "IAMPolicy", "Store", "Manifests",
                "NeptuneAccess", "ReconcileTestKit", nioConcurrency, logging
            ], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests", dependencies: ["reconciled", "reconcilectl", "ReconcileTestKit", "IAMPolicy", "HTTPTransport"],
            swiftSettings: strict)
    ]
)
