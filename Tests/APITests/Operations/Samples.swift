@testable import RegisterAPI

/// What /metrics says, taken apart as Prometheus does.
struct Samples {
    /// By name and labels as they stand.
    private(set) var values: [String: Double] = [:]
    /// In what the text is not as version 0.0.4 of the format has it.
    private(set) var faults: [String] = []

    init(_ text: String) {
        var types: [String: Substring] = [:]
        var family = ""
        if !text.hasSuffix("\n") { faults.append("the last line does not end") }
        for line in text.split(separator: "\n") {
            if let help = line.wholeMatch(of: /# HELP ([a-z_]+) [A-Z].*\./) {
                family = String(help.1)
                if types[family] != nil { faults.append("\(family) comes twice") }
            } else if let type = line.wholeMatch(of: /# TYPE ([a-z_]+) (counter|gauge|histogram)/) {
                if type.1 != family { faults.append("a type without help: \(line)") }
                types[family] = type.2
                if (type.2 == "counter") != family.hasSuffix("_total") { faults.append("\(family) is a \(type.2)") }
            } else if let sample = line.wholeMatch(of: /([a-z_]+)(\{[a-z]+="[^"\\]*"(?:,[a-z]+="[^"\\]*")*\})? ([0-9.e+\-]+)/),
                let value = Double(sample.3)
            {
                let ends = types[family] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
                if !ends.contains(where: { family + $0 == sample.1 }) { faults.append("it is not of \(family): \(line)") }
                let key = sample.1 + (sample.2 ?? "")
                if values.updateValue(value, forKey: String(key)) != nil { faults.append("twice: \(line)") }
            } else {
                faults.append("neither comment nor sample: \(line)")
            }
        }
    }

    subscript(name: String) -> Double? { values[name] }

    /// Requests that were answered.
    func requests(_ method: String, _ route: String, _ status: Int) -> Double? {
        self["register_http_requests_total{method=\"\(method)\",route=\"\(route)\",status=\"\(status)\"}"]
    }
}

extension Service {
    /// What it says of itself.
    func metrics() async throws -> (reply: Reply, samples: Samples) {
        let reply = try await exchange(Array("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8), mayFail: true)
        return (reply, Samples(reply.text))
    }
}
