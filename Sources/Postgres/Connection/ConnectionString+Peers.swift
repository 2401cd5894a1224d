extension ConnectionString {
    /// The same, for a connection on which only TCP itself can tell that the other side is gone, since it waits for an answer or for news: it does so within
    /// ten seconds, instead of two hours for one that waits and a quarter of an hour for one that has sent something. What the string says itself counts.
    var noticingDeadPeers: ConnectionString {
        let options = ["keepalives_idle": "4", "keepalives_interval": "2", "keepalives_count": "3", "tcp_user_timeout": "10000"]
        return with(options: options.filter { self[$0.key] == nil })
    }
}
