import HTTP
import HTTPTypes
import Register

/// An answer as it is sent, before it is known whether the client has it already. Whoever asks the same gets the same.
struct Complete: Sendable {
    /// With status 200.
    var whole: Response
    /// nil: it may not be kept.
    let entityTag: String?
    /// What it was read from; nil where it does not come from the register.
    let moment: Moment?
    /// Whether it was there already.
    var isFound = false

    /// To one that has not changed (304). Where nothing is sent, nothing is coded (RFC 9110 section 15.4.5).
    var notModified: Response {
        var response = whole
        response.status = .notModified
        response.headers[.contentEncoding] = nil
        return response
    }

    func response(to request: Request) -> Response {
        var response = if let entityTag, request.alreadyHas(entityTag) { notModified } else { whole }
        response.remark = isFound ? "hit" : "miss"
        if let silence = moment?.silence {
            response.headers[StandardHeaders.registerStale] = String(silence.components.seconds + 1)
            response.remark = "stale"
        }
        return response
    }
}
