import Glibc

/// Arrays of C strings for calls that are made rarely; the parameters of a statement go through ``ParameterBuffer``.
enum CStrings {
    /// The array ends with NULL and lives as long as the call.
    static func with<R>(_ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R) -> R {
        let owned = strings.map { strdup($0) }
        defer { for string in owned { free(string) } }
        return (owned.map { $0.map { UnsafePointer($0) } } + [nil]).withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
