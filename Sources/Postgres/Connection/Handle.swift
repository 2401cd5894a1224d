import CPostgres
import Glibc

/// An open libpq connection. Not copyable, so that `PQfinish` runs exactly once.
struct Handle: ~Copyable {
    let conn: OpaquePointer
    /// The one thing of a connection that libpq lets any thread use.
    let canceller: OpaquePointer
    let notices: NoticeSink

    deinit {
        PQfreeCancel(canceller)
        PQfinish(conn)
    }

    /// Whether a connection that has been idle still stands. Costs one `poll`; reads only if something has come: a notice, or the server's farewell.
    var isAlive: Bool {
        // A farewell may have been read together with the last answer, and wait in libpq's buffer.
        _ = PQisBusy(conn)
        if notices.farewell != nil { return false }
        var descriptor = pollfd(fd: PQsocket(conn), events: Int16(POLLIN), revents: 0)
        while poll(&descriptor, 1, 0) > 0 {
            guard PQconsumeInput(conn) == 1 else { return false }
            _ = PQisBusy(conn)  // parses what has come, and so calls the notice receiver
            while let notification = PQnotifies(conn) { PQfreemem(notification) }
            if notices.farewell != nil { return false }
        }
        return PQstatus(conn) == CONNECTION_OK
    }

    var isInTransaction: Bool { PQtransactionStatus(conn) != PQTRANS_IDLE }
}

/// The outcome of a command. Not copyable, so that `PQclear` runs exactly once.
struct ResultSet: ~Copyable {
    let pointer: OpaquePointer

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }
    var rowCount: Int { Int(PQntuples(pointer)) }
    /// `INSERT 0 3`, `COMMIT` …
    var commandTag: String { String(cString: PQcmdStatus(pointer)) }
    /// 0 for a command that has no such number.
    var affectedRows: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }
}
