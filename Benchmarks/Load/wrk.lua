-- What wrk measured, as one line of JSON. Times in microseconds.
done = function(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        '{"seconds": %.6f, "requests": %d, "bytes": %.0f, "faults": %d, "refused": %d, "p50": %.0f, "p99": %.0f}\n',
        summary.duration / 1e6, summary.requests, summary.bytes, errors.connect + errors.read + errors.write + errors.timeout, errors.status,
        latency:percentile(50), latency:percentile(99)))
end
