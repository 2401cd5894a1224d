"""How much memory the service takes when many ask at once, and whether it stays there."""

import json
import resource
import socket
import time

from cases import CASES
from load import Target
from service import Running

MANY = 1000
# Nearly as many as the service takes.
IDLE = 9900
SECONDS = 4


def crowd(services: dict[str, Running]) -> dict[tuple[str, str], int]:
    """The peak of each, in KiB, while MANY connections ask at the same time: for one municipality, then for the country's list."""
    peaks = {}
    for name, running in services.items():
        for case in (CASES[0], CASES[3]):
            one = Target("the service", running.port, case.path)
            one.ask()
            running.process.forget_peak()
            # Without its cache, so many at once are more than it takes on, and some get a 503.
            one.load(MANY, SECONDS, may_fail=True)
            peaks[name, case.name] = running.process.peak()
    return peaks


def idle(running: Running) -> int:
    """What it takes, in KiB, while IDLE connections are open that each have had an answer. They come from several addresses, since one may have a tenth."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    connections = []
    try:
        for number in range(IDLE):
            connection = socket.create_connection(("127.0.0.1", running.port), timeout=30, source_address=(f"127.0.1.{1 + number // 500}", 0))
            connections.append(connection)
            connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            if not connection.recv(4096).startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"Connection {number} was not answered.")
        return running.process.resident()
    finally:
        for connection in connections:
            connection.close()


def soak(services: dict[str, Running], requests: int, say) -> int:
    """Sends so many requests of all cases in turns, and holds what is taken at the end against what was taken after a tenth of them."""
    status = 0
    for name, running in services.items():
        # It would take hours to ask the database so often.
        wanted = requests if name == "cached" else requests // 10
        targets = [Target("the service", running.port, case.path, dict(case.fields)) for case in CASES if not case.is_conditional]
        for one in targets:
            one.ask()
        done, series, began = 0, [], time.monotonic()
        while done < wanted:
            for one in targets:
                if done < wanted:
                    done += int(one.load(64, 5).rate * 5)
                series.append((done, running.process.resident()))
        early = next(resident for count, resident in series if count >= wanted / 10)
        late = series[-1][1]
        shown = {"service": name, "requests": done, "seconds": round(time.monotonic() - began), "kibAfterATenth": early, "kibAtTheEnd": late}
        say(json.dumps(shown))
        # What an allocator keeps may differ by a few pages; a leak of 16 bytes in each request would be 30 MiB.
        if late > early * 1.1 + 2048:
            status = 3
            print(f"The service ({name}) grew from {early} to {late} KiB over {done:,} requests.")
    return status
