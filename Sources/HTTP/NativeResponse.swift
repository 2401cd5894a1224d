import CMicroHTTPD
import Glibc
import HTTPTypes

/// An answer as libmicrohttpd takes it: the one place where answers become libmicrohttpd's.
struct NativeResponse: ~Copyable {
    private let pointer: OpaquePointer
    private let status: UInt32

    /// - Parameters:
    ///   - stream: Of a body that is streamed.
    ///   - identity: Of the request, where the answer names it.
    ///   - closing: Tell the client that the connection ends with this answer, and end it.
    init(_ response: Response, stream: BodyStream? = nil, identity: RequestIdentity? = nil, closing: Bool = false) {
        precondition((200...599).contains(response.status.code), "The status \(response.status.code) cannot end a request.")
        status = UInt32(response.status.code)
        pointer = stream.map(Self.make(stream:)) ?? Self.make(body: response.body)
        for field in response.headers where field.name != .contentLength && field.name != .transferEncoding {
            // libmicrohttpd refuses an empty value; one space is read as empty (RFC 9110 section 5.5). It also refuses CR and LF, which HTTPField has
            // replaced by spaces, as it has NUL.
            MHD_add_response_header(pointer, field.name.rawName, field.value.isEmpty ? " " : field.value)
        }
        for (name, value) in identity?.fields ?? [] { MHD_add_response_header(pointer, name, value) }
        if closing { MHD_add_response_header(pointer, "Connection", "close") }
    }

    deinit {
        // libmicrohttpd has counted its own references to a response that is being sent.
        MHD_destroy_response(pointer)
    }

    /// - Returns: What the access handler has to return.
    func queue(on connection: Connection) -> MHD_Result {
        MHD_queue_response(connection.pointer, status, pointer)
    }

    private static func make(body: Body) -> OpaquePointer {
        switch body {
        case .bytes(let bytes): make(bytes: bytes)
        case .file(let file): make(file: file)
        case .stream: preconditionFailure("A streamed body comes with its stream.")
        }
    }

    private static func make(stream: BodyStream) -> OpaquePointer {
        let response = mhd_streamed_response(
            { context, _, buffer, size in
                guard let context, let buffer else { return mhd_end_of_stream() }
                let stream = Unmanaged<BodyStream>.fromOpaque(context).takeUnretainedValue()
                return stream.take(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
            }, Unmanaged.passRetained(stream).toOpaque(), { Unmanaged<BodyStream>.fromOpaque($0!).takeRetainedValue().gone() })
        guard let response else { fatalError("There is no memory left for an answer.") }
        return response
    }

    private static func make(file: TemporaryFile) -> OpaquePointer {
        // libmicrohttpd closes the one it is given, when the last byte has gone or the client has.
        let descriptor = fcntl(file.descriptor, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { return make(bytes: file.bytes()) }  // no descriptor is left: rather memory than no answer
        guard let response = MHD_create_response_from_fd64(UInt64(file.count), descriptor) else {
            fatalError("There is no memory left for an answer.")
        }
        return response
    }

    private static func make(bytes: [UInt8]) -> OpaquePointer {
        let body = KeptBytes(bytes: bytes)
        let response = body.bytes.withUnsafeBytes { bytes in
            MHD_create_response_from_buffer_with_free_callback_cls(
                bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress),
                { Unmanaged<KeptBytes>.fromOpaque($0!).release() }, Unmanaged.passRetained(body).toOpaque())
        }
        guard let response else { fatalError("There is no memory left for an answer.") }
        return response
    }
}

/// Keeps the bytes of a body where they are while libmicrohttpd sends them: an array that nothing changes does not move, so they need not be copied.
private final class KeptBytes: Sendable {
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}
