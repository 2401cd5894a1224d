"""Processor time of each request, in the service and in PostgreSQL apart: what a busy machine changes least.

    register serve --port 8080 --data-dir DIR --cache-bytes 0 &
    python3 Benchmarks/Profile/processor.py 8080 $! [ROUNDS]

As root, or as who runs both: the times come from /proc/PID/task/*/schedstat, and the server's processes are those whose connections the service uses.
"""

import http.client
import os
import statistics
import sys
import time
from pathlib import Path

SEVEN = "GM0899,GM1507,GM0928,GM0882,GM0988,GM0946,GM1640"
PATHS = [
    "/health/live",
    "/v1/municipalities/GM0988",
    "/v1/municipalities?pageSize=1000",
    "/v1/scale-levels/municipality/inhabitants?pageSize=1000",
    "/v1/scale-levels/province/inhabitants",
    f"/v1/scale-check?municipality={SEVEN}",
    "/v1/regions/PV31/scale-check",
    "/v1/arrangements/samen-14",
]


def processor(process: int) -> int:
    """Nanoseconds that all its threads have had."""
    total = 0
    for thread in Path(f"/proc/{process}/task").iterdir():
        try:
            total += int((thread / "schedstat").read_text().split()[0])
        except OSError:
            pass
    return total


def backends() -> list[int]:
    """The processes of PostgreSQL that serve a client."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cmdline").read_bytes().startswith(b"postgres: "):
                found.append(int(process.name))
        except OSError:
            pass
    return found


def main() -> None:
    port, service = int(sys.argv[1]), int(sys.argv[2])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 300
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(path: str) -> None:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} was answered with {answer.status}.")

    print(f"| {'GET':60} | service | PostgreSQL | median |")
    print("|---|---:|---:|---:|")
    for path in PATHS:
        for _ in range(20):
            ask(path)
        servers = backends()
        before, before_servers, times = processor(service), sum(map(processor, servers)), []
        for _ in range(rounds):
            began = time.perf_counter()
            ask(path)
            times.append(time.perf_counter() - began)
        own, theirs = processor(service) - before, sum(map(processor, servers)) - before_servers
        print(f"| `{path}` | {own / rounds / 1e6:.2f} | {theirs / rounds / 1e6:.2f} | {statistics.median(times) * 1e3:.2f} |", flush=True)


if __name__ == "__main__":
    main()
