// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "regional-register",
    products: [
        // The target cannot be called `register` as the binary is: on a file system that ignores case it would collide with `Register`.
        .executable(name: "register", targets: ["RegisterCommand"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    ],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "HTTP",
            dependencies: ["CMicroHTTPD", "CXXHash", "CZlib", .product(name: "HTTPTypes", package: "swift-http-types")],
            swiftSettings: settings),
        .target(
            name: "Postgres",
            dependencies: ["CPostgres"],
            swiftSettings: settings),
        .target(name: "Diagram", swiftSettings: settings),
        .target(name: "Register", dependencies: ["Postgres"], swiftSettings: settings),
        .target(name: "Mirror", dependencies: ["CCurl", "CSQLite"], swiftSettings: settings),
        .target(
            name: "RegisterAPI",
            dependencies: [
                "Diagram", "HTTP", "Register", "Postgres",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "RegisterCommand",
            dependencies: [
                "HTTP", "Mirror", "Postgres", "Register", "RegisterAPI",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings),
        .testTarget(name: "DiagramTests", dependencies: ["Diagram"], swiftSettings: settings),
        .testTarget(
            name: "HTTPTests", dependencies: ["HTTP", "CZlib", .product(name: "HTTPTypes", package: "swift-http-types")], swiftSettings: settings),
        .testTarget(name: "PostgresTests", dependencies: ["Postgres", "TestCluster"], swiftSettings: settings),
        .testTarget(name: "RegisterTests", dependencies: ["Register", "Postgres", "TestCluster"], swiftSettings: settings),
        .testTarget(
            name: "APITests",
            dependencies: [
                "RegisterAPI", "Register", "HTTP", "Postgres", "TestCluster", "RegisterCommand", "Mirror", "CZlib",
                .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: settings),
        // The throw-away cluster and databases that the test targets share.
        .target(name: "TestCluster", dependencies: ["Postgres"], path: "Tests/TestCluster", swiftSettings: settings),
    ]
)
