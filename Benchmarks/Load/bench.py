"""Measures what the register costs beside nginx, pgbench and a peer written with FastAPI, in one run on one machine, and prints it as a table.

Exits 3 where the service does not reach what it must. scripts/bench prepares what this needs, and is what to call.
"""

import argparse
import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path

import growth
import memory
import nginx
import report
import visibility
from cases import CASES, PATHS
from comparing import common_fields, compare
from database import Pgbench
from load import Measured, Target
from processes import Failed, Processes
from service import CONNECTIONS, Service, record, start_peer

MANY = 64
# Seconds after the beginning by which each part is to have ended, so that all of it stays within ten minutes: on a slow machine there are fewer rounds.
ENDS = {"uncached": 240, "cached": 400, "growth": 570}
CHANGES = 300


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("program", type=Path, help="the release program")
    arguments.add_argument("--page", type=Path, help="a Markdown page whose part “Speed” is written anew")
    arguments.add_argument("--rounds", type=int, default=5, help="how often each thing is measured at most, in turns")
    arguments.add_argument("--only", default="", help="only the cases with this in their name")
    arguments.add_argument("--skip", default="", help="parts to leave out: growth, visibility, memory, cached, uncached")
    arguments.add_argument("--soak", type=int, nargs="?", const=2_000_000, help="only send so many requests, and see whether the memory stays flat")
    given = arguments.parse_args()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    root = Path(__file__).resolve().parents[2]
    # For a thousand connections.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16384) if hard != resource.RLIM_INFINITY else 16384, hard))
    try:
        with tempfile.TemporaryDirectory(prefix="register-bench-") as folder, Processes(Path(folder)) as processes:
            # As root PostgreSQL and nginx run as other users, who must be able to reach their files.
            Path(folder).chmod(0o711)
            bench = Bench(given, root, processes)
            return bench.soak(given.soak) if given.soak else bench.run()
    except Failed as failure:
        print(f"Error: {failure}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def say(text: str):
    print(f"==> {text}", flush=True)


class Bench:
    def __init__(self, given, root: Path, processes: Processes):
        self.given, self.root, self.processes = given, root, processes
        self.began = time.monotonic()
        self.load_before = os.getloadavg()[0]
        if self.load_before > 0.5:
            say(f"Something else works on this machine (load average {self.load_before:.2f}): the figures will not be worth much.")
        self.skipped = set(given.skip.split(","))
        self.cases = [case for case in CASES if given.only in case.name]
        say(f"Starting {given.program} with a new register")
        self.service = Service(given.program, root, processes)
        # The first on the private cluster; whoever else uses it has it running.
        self.cached = self.service.start("service")
        self.database = self.service.database()
        self.uncached = self.service.start("service-uncached", cached=False)
        self.database.psql("VACUUM ANALYZE")

    def run(self) -> int:
        results = report.Results(has_cache=self.service.has_cache, load_before=self.load_before)
        if not self.service.has_cache:
            say("This program has no --cache-bytes, and so no cache: what is called cached is not.")
        if self.cases and "uncached" not in self.skipped:
            self.measure_uncached(results)
        if self.cases and "cached" not in self.skipped:
            self.measure_cached(results)
        if "visibility" not in self.skipped:
            say(f"Changing a figure in psql {CHANGES} times, until it shows")
            results.visibility = visibility.measure(self.database.as_superuser(), self.cached.port, CHANGES)
        if "memory" not in self.skipped:
            say(f"Asking over {memory.MANY} connections at once")
            results.crowd = memory.crowd({"cached": self.cached, "uncached": self.uncached})
            results.idle = memory.idle(self.cached)
        if "growth" not in self.skipped:
            say("Making registers of ten and of a hundred times the size")
            larger = growth.Growth(self.service, self.database)
            say(f"Asking them: {', '.join(f'×{factor}: {rows:,} rows' for factor, rows in larger.rows.items())}")
            results.rows = larger.rows
            results.growth = larger.measure(self.rounds("growth"))
        results.took = time.monotonic() - self.began
        return report.give(results, self.root, self.service, self.database, self.given.page)

    def measure_uncached(self, results):
        say("Recording what the service sends to the database")
        recording = record(self.service, self.database, PATHS)
        peer = start_peer(self.processes, self.root, self.database, recording, common_fields(self.uncached.port, PATHS))
        compare(self.uncached.port, peer.port, PATHS)
        sides = {"service": self.uncached.port, "peer": peer.port}
        targets = {}
        for case in self.cases:
            for side, port in sides.items():
                if side == "service" or case.has_peer:
                    targets[case, side] = target(case, side, port)
        plain = next((case for case in self.cases if case.of_pgbench), None)
        if plain:
            targets[plain, "pgbench"] = Pgbench(self.database, recording.settings, recording.steps[plain.path], self.processes.folder / "pgbench.sql")
            results.statements = len(recording.steps[plain.path])
            results.is_pipelined = targets[plain, "pgbench"].is_pipelined
        say("Without cache: the service, the peer and pgbench in turns")
        results.uncached, before = self.in_turns(targets, "uncached")
        results.requests = sum(one.count for one in results.uncached.values())
        end = time.monotonic() + 12
        while (transactions := self.database.transactions() - before) < results.requests * 0.98 and time.monotonic() < end:
            time.sleep(0.5)
        results.transactions = transactions
        results.peaks |= {"service, without cache": self.uncached.process.peak(), "peer": peer.process.peak()}
        peer.process.stop()

    def measure_cached(self, results):
        process, port = nginx.start(self.processes, self.cached.port, PATHS)
        targets = {}
        for case in self.cases:
            targets[case, "nginx"] = target(case, "nginx", port)
            targets[case, "service"] = target(case, "the service", self.cached.port)
        say("With cache: the service and nginx in turns")
        results.cached, _ = self.in_turns(targets, "cached")
        results.peaks |= {"service, with cache": self.cached.process.peak(), "nginx": process.peak()}
        process.stop()

    def rounds(self, part: str):
        """The number of each round, as long as there is time for one more."""
        took = 0.0
        for number in range(self.given.rounds):
            started = time.monotonic()
            if number > 0 and started + took > self.began + ENDS[part]:
                return
            say(f"Round {number + 1}")
            yield number
            took = time.monotonic() - started

    def in_turns(self, targets: dict, part: str) -> tuple[dict, int]:
        """What was measured, and how many transactions the database had had when it began.

        Each thing in each round, every second round the other way round, so that whatever else the machine does meets all alike.
        """
        results, seconds = {}, {}
        for key, one in targets.items():
            # As many as the service has to the database.
            counts = [1, CONNECTIONS] if isinstance(one, Pgbench) else [1, MANY]
            times = [1, 1] if isinstance(one, Pgbench) else one.seconds(counts)
            for connections, count, time_of_round in zip((1, MANY), counts, times):
                results[key, connections] = Measured()
                seconds[key, connections] = (count, time_of_round)
        transactions = self.database.transactions()
        for number in self.rounds(part):
            for key, connections in results if number % 2 == 0 else reversed(results):
                count, time_of_round = seconds[key, connections]
                results[key, connections].rounds.append(targets[key].load(count, time_of_round))
                self.processes.settle(self.database.postmaster)
        return results, transactions

    def soak(self, requests: int) -> int:
        return memory.soak({"cached": self.cached, "uncached": self.uncached}, requests, say)


def target(case, server: str, port: int) -> Target:
    one = Target(server, port, case.path, dict(case.fields))
    tag = one.ask().fields["etag"]
    if case.is_conditional:
        one.fields["If-None-Match"], one.status = tag, 304
        one.ask()
    return one


if __name__ == "__main__":
    sys.exit(main())
