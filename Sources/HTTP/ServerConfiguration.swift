extension Server {
    /// How a server listens, and what it bears.
    public struct Configuration: Sendable {
        /// A name or a numeric address. `0.0.0.0` is every IPv4 address of the machine, `::` every address. The default is seen by this machine only.
        public var host = "127.0.0.1"
        /// 0 takes any free port; ``Server/port`` says which.
        public var port: UInt16 = 8080
        /// Threads that read requests and write answers. They never wait for a handler, so two keep a small machine busy.
        public var threads = 2
        /// Connections open at the same time, shared out evenly over the threads. Further clients wait in the listen queue. At the default, and with
        /// the default limits below, they take 0.3 GB when all have been used. Lowered at start, with a message, when the process may not open so many files.
        public var connectionLimit = 10_000
        /// Connections that one client address may have open; a further one is closed without an answer. nil is no limit, as is right behind a proxy, whose
        /// address all clients have there. The default is about a tenth of all connections.
        public var connectionsPerAddress: Int? = 1_024
        /// Seconds without a byte in either direction after which a connection is closed. Not counted while a handler runs. It is also what ends a request whose
        /// client has gone in the middle of it: libmicrohttpd does not notice when the end of the stream arrives together with data. 0 is no limit. The default
        /// outlasts a pause of a person and is half of the 60 seconds after which proxies commonly close their side.
        public var idleTimeout = 30
        /// Seconds in which a client sends its request or takes its answer, however small. A client that is slower is let go; so is one that has not sent the
        /// head of a request in the idle time and this one together.
        public var transferTimeout = 30
        /// Bytes in a second with which it must go on beyond that. At the default the largest body takes 5 minutes at most.
        public var leastRate = 4_096
        /// Bytes of all field lines together. The default holds the largest cookies of browsers (4 kB each) and the usual fields.
        public var headerLimit = 12_288
        /// Bytes of the request target. RFC 9110 section 4.1 asks for at least 8,000.
        public var targetLimit = 8_192
        /// Bytes of a body, which is held in memory as a whole.
        public var bodyLimit = 1_048_576
        /// Bytes of the bodies of all requests under way together. A request beyond that is refused with ``Fault/overloaded``.
        public var bodiesLimit = 67_108_864

        /// Handlers that run at once. Further requests wait for one to end, for ``turnPatience`` seconds and up to one more, and are refused then with
        /// ``Fault/overloaded``.
        public var handlersAtOnce = 64
        public var turnPatience = 2
        /// Which requests do not wait for their turn.
        public var isUrgent: @Sendable (Request) -> Bool = { _ in false }

        /// Whether each answer names its request (`X-Request-ID`). Otherwise those do whose request has a name or a trace, and those that are errors. An answer
        /// that stands ready is made anew, of the same body, where it has to name a request.
        public var namesEveryRequest = false

        public init() {}

        /// The memory that libmicrohttpd takes for a connection: the largest head that the limits allow, and
        /// 8 kB for its records of 64 bytes a field and the head of the answer together. libmicrohttpd clears it at the end of each request on a connection that is kept open, so it becomes resident then.
        /// Measured with 9,000 idle connections and the default limits: 0.5 kB each before their first request, 29 kB after it.
        ///
        /// A head that does not fit is refused by libmicrohttpd itself, with 414 or 431 and a body of its own.
        var memoryPerConnection: Int { headerLimit + targetLimit + 8_192 }

        /// The share of one of the threads.
        func connectionLimit(ofThread number: Int) -> Int {
            connectionLimit / threads + (number < connectionLimit % threads ? 1 : 0)
        }

        func check() {
            precondition(threads >= 1, "A server needs at least one thread, not \(threads).")
            precondition(connectionLimit >= threads, "A server needs at least one connection for each thread.")
            precondition(handlersAtOnce > 0 && turnPatience >= 0, "Some handler has to run.")
            precondition(idleTimeout >= 0, "An idle time-out cannot be negative.")
            precondition(transferTimeout > 0 && leastRate > 0, "A client needs some time.")
            precondition(
                headerLimit > 0 && targetLimit > 0 && bodyLimit >= 0 && bodiesLimit >= bodyLimit,
                "A limit in bytes cannot be negative, and that of all bodies holds one.")
        }
    }
}
