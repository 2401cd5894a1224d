/// When the server plans a ``Statement`` that is executed within ``Connection/asOf(_:_:)``.
///
/// Left to itself the server plans the first five executions for their values, and then compares estimates; of what it reads at a number that it does not know
/// yet they are far off, in both directions.
public enum PastPlanning: Sendable {
    /// Once for whatever values come.
    case once
    /// For its values, each time: where how much there is to read depends on the number. That takes a millisecond or two.
    case eachTime

    var command: String {
        switch self {
        case .once: "SET LOCAL plan_cache_mode = force_generic_plan"
        case .eachTime: "SET LOCAL plan_cache_mode = force_custom_plan"
        }
    }

    /// Whether the session's settings say so already.
    func isSet(_ settings: SessionSettings) -> Bool {
        switch self {
        case .once: settings["plan_cache_mode"] == "force_generic_plan"
        case .eachTime: settings["plan_cache_mode"] == "force_custom_plan"
        }
    }
}
