"""Asks the same thing over and over, and holds it against what should have come.

With wrk; and with h2load where the answer is 304, of which wrk waits for the body when it has a Content-Length, as RFC 9110 section 8.6 lets it have.
"""

import json
import math
import re
import statistics
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from http_client import Client
from processes import Failed, run

SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass
class Round:
    rate: float  # requests per second
    p50: float  # milliseconds
    p99: float
    count: int  # answers
    refused: int = 0  # answers with a status of 400 or more, which the rate leaves out


@dataclass
class Measured:
    rounds: list[Round] = field(default_factory=list)

    def _median(self, name: str) -> float:
        return statistics.median(getattr(one, name) for one in self.rounds)

    rate = property(lambda self: self._median("rate"))
    p50 = property(lambda self: self._median("p50"))
    p99 = property(lambda self: self._median("p99"))

    @property
    def count(self) -> int:
        return sum(one.count for one in self.rounds)

    @property
    def refused(self) -> int:
        return sum(one.refused for one in self.rounds)

    @property
    def spread(self) -> float:
        """How far the furthest round is from the median, as a part of it."""
        return max(abs(one.rate - self.rate) for one in self.rounds) / self.rate


@dataclass
class Target:
    """One thing to ask of one server, and what it answers."""

    server: str
    port: int
    path: str
    fields: dict[str, str] = field(default_factory=dict)
    status: int = 200
    size: int = 0

    def ask(self, client: Client | None = None):
        own = client or Client(self.port)
        reply = own.get(self.path, self.fields)
        if client is None:
            own.close()
        if reply.status != self.status:
            raise Failed(f"GET {self.path} was answered by {self.server} with {reply.status}, not {self.status}: {reply.body[:300]!r}")
        self.size = reply.size
        return reply

    def load(self, connections: int, seconds: int, may_fail: bool = False) -> Round:
        """may_fail: nor is it a failure where a connection is turned away, or an answer was still to come at the end."""
        if self.status == 304:
            return self._conditional_load(connections, seconds)
        command = ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", SCRIPT]
        for name, value in self.fields.items():
            command += ["-H", f"{name}: {value}"]
        printed = run([*command, f"http://127.0.0.1:{self.port}{self.path}"], seconds + 60)
        result = json.loads(printed.splitlines()[-1])
        where = f"GET {self.path} from {self.server} over {connections} connection{'s' if connections > 1 else ''}"
        if result["faults"] and not may_fail:
            raise Failed(f"{where}: {result['faults']} connections that failed.")
        good = result["requests"] - result["refused"]
        if good == 0 and not may_fail:
            raise Failed(f"{where}: no answer that was wanted within {seconds} seconds.")
        outcome = Round(good / result["seconds"], result["p50"] / 1000, result["p99"] / 1000, result["requests"], result["refused"])
        if result["refused"] or may_fail:
            return outcome
        # Each answer of a status has its own length, so that another one would show in the bytes. At the end each connection may have had a part of one more.
        least = result["requests"] * self.size
        if not least <= result["bytes"] <= least + connections * self.size:
            raise Failed(
                f"{where}: {result['requests']} answers of {self.size} bytes each would be {least}, and {result['bytes']} came. Some were other answers."
            )
        return outcome

    def _conditional_load(self, connections: int, seconds: int) -> Round:
        with tempfile.NamedTemporaryFile() as log:
            command = ["h2load", "--h1", "-t", min(2, connections), "-c", connections, "-D", seconds, f"--log-file={log.name}"]
            for name, value in self.fields.items():
                command += ["-H", f"{name}: {value}"]
            printed = run([*command, f"http://127.0.0.1:{self.port}{self.path}"], seconds + 60)
            # When it was sent, the status, and the microseconds that it took.
            times = sorted(int(line.split()[2]) / 1000 for line in log.read().decode().splitlines())
        done, failed, errored = (int(re.search(rf"(\d+) {word}", printed)[1]) for word in ("done", "failed", "errored"))
        fitting = int(re.search(r"(\d+) 3xx", printed)[1])
        if done == 0 or failed or errored or fitting != done or len(times) < done:
            raise Failed(f"GET {self.path} from {self.server}, conditional: of {done} answers {fitting} were 304, and {failed + errored} failed.")
        return Round(done / seconds, statistics.median(times), times[math.ceil(len(times) * 0.99) - 1], done)

    def seconds(self, connections: list[int]) -> list[int]:
        """How long a round must be for four answers on each connection, and a hundred in all."""
        probe = self.load(1, 1)
        # On two cores two are worked on at a time.
        return [max(1, min(6, math.ceil(probe.p50 / 1000 * max(4 * count, 100) / min(count, 2)))) for count in connections]
