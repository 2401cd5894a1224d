import Glibc

extension [UInt8] {
    /// Where a sequence, which is not empty, is first from an index on; nil: nowhere.
    ///
    /// `firstRange(of:)` of the standard library takes a lock of the Swift runtime at each byte (6.3), on which threads that search at once wait for each other.
    func range(of wanted: [UInt8], from start: Int = 0) -> Range<Int>? {
        withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            var index = start
            while index + wanted.count <= bytes.count {
                guard let next = memchr(base + index, Int32(wanted[0]), bytes.count - wanted.count + 1 - index) else { return nil }
                index = UnsafeRawPointer(next) - base
                if memcmp(next, wanted, wanted.count) == 0 { return index..<index + wanted.count }
                index += 1
            }
            return nil
        }
    }
}
