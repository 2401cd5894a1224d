import CMicroHTTPD
import Glibc

/// The connections of one thread, each with the time that its client has.
///
/// libmicrohttpd's own time-out lets those go who are silent. Whoever sends or takes a byte now and then would stay for ever, and with some hundred connections
/// keep all others out.
final class Peers {
    private let patience: Peer.Patience
    private let letGo: Counter
    private var peers: [ObjectIdentifier: Peer] = [:]
    private var nextLook: UInt64 = 0

    init(_ configuration: Server.Configuration, letGo: Counter) {
        patience = Peer.Patience(configuration)
        self.letGo = letGo
    }

    var isEmpty: Bool { peers.isEmpty }

    func opened(_ descriptor: Int32) -> Peer {
        let peer = Peer(descriptor: descriptor, patience)
        peers[ObjectIdentifier(peer)] = peer
        return peer
    }

    /// Its descriptor is about to be closed.
    func closed(_ peer: Peer) { peers[ObjectIdentifier(peer)] = nil }

    /// Ends, once a second, those whose time is over, with shutdown(2): libmicrohttpd then finds them closed.
    /// - Returns: Whether it was time to look.
    func look() -> Bool {
        let now = Stopwatch.now
        guard now >= nextLook else { return false }
        nextLook = now + 1_000_000_000
        for peer in peers.values where peer.deadline < now {
            shutdown(peer.descriptor, Int32(SHUT_RDWR))
            peer.works()
            letGo.add()
        }
        return true
    }
}
