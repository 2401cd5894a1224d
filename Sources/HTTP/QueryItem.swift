/// One `name=value` of a query, decoded.
public struct QueryItem: Sendable, Hashable {
    /// Decoded; as received when the name itself cannot be decoded.
    public var name: String
    /// Decoded. nil: there is no `=`. The failure is that of the name or of the value; it is kept here so that a caller can report all faults of a
    /// query together.
    public var value: Result<String?, EncodingFault>

    public init(name: String, value: Result<String?, EncodingFault>) {
        self.name = name
        self.value = value
    }

    /// Splits a query at each `&`, in order. Empty pieces (`a=1&&b=2`) are no items. `+` is a space.
    public static func parse(_ query: String) -> [QueryItem] {
        query.utf8.split(separator: UInt8(ascii: "&")).map { QueryItem(piece: Substring($0)) }
    }

    private init(piece: Substring) {
        let equals = piece.utf8.firstIndex(of: UInt8(ascii: "="))
        name = String(piece[..<(equals ?? piece.endIndex)])
        do throws(EncodingFault) {
            name = try PercentDecoding.decode(name[...], plusIsSpace: true)
            guard let equals else {
                value = .success(nil)
                return
            }
            value = .success(try PercentDecoding.decode(piece[piece.utf8.index(after: equals)...], plusIsSpace: true))
        } catch {
            value = .failure(error)
        }
    }
}
