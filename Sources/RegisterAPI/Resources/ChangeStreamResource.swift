import HTTP
import HTTPTypes
import Postgres
import Register

/// `/v1/changes/stream`: the changes as they come, as server-sent events (HTML standard, section 9.2).
enum ChangeStreamResource {
    private static let lastEventID = HTTPField.Name("Last-Event-ID")!
    /// Changes that are read at a time.
    private static let most = 200

    /// GET /v1/changes/stream
    static func follow(_ call: Call) async throws -> Answer {
        var parameters = Parameters(call.request, type: call.type)
        let after = parameters.cursor("after")
        let entities = parameters.entities()
        // Who connects again says in the field how far it came; its URL still says where it began.
        let (reached, faults) = reached(call.request)
        let start = reached ?? after
        let checked = try parameters.finish(and: faults)
        let seat = try call.streams.seat()
        let (_, moment) = try await call.read { db, moment in
            let place: Violation.Place = reached == nil ? .query : .header
            let location = reached == nil ? "after" : lastEventID.rawName
            try checked.verify(db, moment, and: start?.violations(location, in: place, newest: moment.revision) ?? [])
        }
        let follower = Follower(
            readers: call.readers, streams: call.streams, source: call.settings.eventSource, entities: entities,
            cursor: start ?? ChangeCursor(revision: moment.revision), seat: seat)
        var answer = Answer(.stream(StreamedBody { stream in await follower.serve(stream) }), .eventStream, at: moment)
        answer.isKept = false
        return answer
    }

    private static func reached(_ request: Request) -> (ChangeCursor?, [Violation]) {
        // A client that has no id yet may send the field empty.
        guard let value = request.headers[lastEventID], !value.isEmpty else { return (nil, []) }
        guard let cursor = ChangeCursor(value) else {
            let detail = Parameters.explainCursor(value)
            return (nil, [Violation(place: .header, location: lastEventID.rawName, code: .cursorInvalid, detail: detail)])
        }
        return (cursor, [])
    }

    /// One client, and its place in the change log.
    private struct Follower: Sendable {
        let readers: Readers
        let streams: ChangeStreams
        let source: String
        let entities: [String]
        var cursor: ChangeCursor
        /// Held as long as the client is served.
        let seat: ChangeStreams.Seat

        /// Until the client is gone, the server stops, or the database cannot be read: the client connects again by itself, from where it came to.
        func serve(_ stream: BodyStream) async {
            var follower = self
            // The id stands at once, so that a client that has not seen any change yet comes back to the same place too.
            guard await stream.write("retry: 3000\nid: \(cursor)\n\n") else { return }
            while !Task.isCancelled {
                let announcements = streams.announcements
                guard let isNews = try? await follower.catchUp(stream) else { return }
                if !isNews, await !stream.write(": nothing new\nid: \(follower.cursor)\n\n") { return }
                await streams.sleep(since: announcements)
            }
        }

        /// - Returns: Whether anything was sent.
        private mutating func catchUp(_ stream: BodyStream) async throws -> Bool {
            var isNews = false
            while true {
                let (changes, moment) = try await streams.readers.pass { [self] in
                    try await readers.snapshot { db, _ in try ChangeFeed.next(db, after: cursor, entities: entities, most: most) }
                }
                var text: [UInt8] = []
                for change in changes {
                    text +=
                        Array("id: \(change.cursor)\nevent: change\ndata: ".utf8) + CloudEvent(change: change, source: source).json.bytes + [10, 10]
                }
                if !text.isEmpty {
                    guard await stream.write(text) else { throw CancellationError() }
                    isNews = true
                }
                guard changes.count == most, let last = changes.last else {
                    cursor = ChangeCursor(revision: moment.revision)
                    return isNews
                }
                cursor = last.cursor
            }
        }
    }
}

extension BodyStream {
    fileprivate func write(_ text: String) async -> Bool { await write(Array(text.utf8)) }
}
