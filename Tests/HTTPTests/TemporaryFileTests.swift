import Glibc
import Testing

@testable import HTTP

@Suite struct TemporaryFileTests {
    @Test func holdsWhatWasWritten() async throws {
        try await FileFolder.with { folder in
            let (first, second) = (Sample.noise(3_000_001), Sample.table(10))
            var writer = try TemporaryFile.Writer(in: folder.path)
            for bytes in [first, [], second] { try bytes.withUnsafeBytes { try writer.write($0) } }
            let file = writer.finish()
            #expect(file.count == first.count + second.count)
            for _ in 1...2 {
                let isSame = file.bytes() == first + second
                #expect(isSame)
            }
        }
    }

    @Test func hasNoNameAndGoesWithItsHolder() async throws {
        try await FileFolder.with { folder in
            var file: TemporaryFile? = try folder.file(Sample.table(100))
            #expect(folder.names.isEmpty)
            #expect(folder.openDescriptors == 1)
            let body = Body.file(try #require(file))
            file = nil
            #expect(folder.openDescriptors == 1, "the body holds it")
            #expect(body.contents == Sample.table(100))
        }
        try await FileFolder.with { folder in
            do { _ = try folder.file(Sample.table(100)) }
            #expect(folder.openDescriptors == 0)
        }
    }

    @Test func oneThatIsNotFinishedGoesToo() async throws {
        try await FileFolder.with { folder in
            do {
                var writer = try TemporaryFile.Writer(in: folder.path)
                try Sample.table(100).withUnsafeBytes { try writer.write($0) }
                #expect(folder.openDescriptors == 1)
            }
            #expect(folder.openDescriptors == 0)
            #expect(folder.names.isEmpty)
        }
    }

    @Test func isNotInheritedAndNotForOthers() async throws {
        try await FileFolder.with { folder in
            let file = try folder.file([1])
            #expect(fcntl(file.descriptor, F_GETFD) & FD_CLOEXEC == FD_CLOEXEC)
            var status = stat()
            try #require(fstat(file.descriptor, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            #expect(status.st_nlink == 0)
        }
    }

    @Test func aFolderThatIsNotThereIsAnError() async throws {
        try await FileFolder.with { folder in
            let error = #expect(throws: TemporaryFileError.self) { _ = try folder.file([1], in: "/none") }
            #expect(error?.code == ENOENT)
            #expect(error?.description == "A temporary file cannot be written: No such file or directory.")
        }
    }

    @Test func aFolderThatTakesNoFilesIsAnError() throws {
        // Not even root makes a file there.
        #expect(throws: TemporaryFileError.self) { _ = try TemporaryFile.Writer(in: "/proc").finish() }
    }
}
