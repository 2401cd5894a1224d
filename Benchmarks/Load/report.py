"""The table, what must hold of it, and the page."""

import math
import platform
import re
import statistics
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from string import Template

from cases import CASES, GROWTH_LIMITS, Case
from database import Database
from load import Measured
from memory import IDLE, MANY
from service import CONNECTIONS, WORKERS, Service

PART = "## Speed"
TEXT = Path(__file__).with_name("speed.md")
VISIBLE = 50  # milliseconds, p99
RESIDENT = 64  # MiB
MOST_IDLE = 400  # MiB


@dataclass
class Results:
    has_cache: bool
    load_before: float
    # By case, side and number of connections.
    cached: dict[tuple, Measured] = field(default_factory=dict)
    uncached: dict[tuple, Measured] = field(default_factory=dict)
    statements: int = 0
    is_pipelined: bool = False
    # Answers of all sides without a cache, and the transactions that the database had meanwhile.
    requests: int = 0
    transactions: int = 0
    visibility: list[float] = field(default_factory=list)
    # By service and case, KiB.
    crowd: dict[tuple[str, str], int] = field(default_factory=dict)
    idle: int = 0
    peaks: dict[str, int] = field(default_factory=dict)
    growth: dict[str, dict[int, Measured]] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    took: float = 0


class Report:
    def __init__(self, results: Results):
        self.results = results
        self.misses: list[str] = []

    def check(self, holds: bool, sentence: str):
        if not holds:
            self.misses.append(sentence)

    # The table of requests

    def requests(self) -> list[str]:
        lines = [
            "| | cache | connections | requests/s | p50 | p99 | beside | requests/s | p50 | p99 | ratio | at least |",
            "|---|---|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|",
        ]
        self.check(
            self.results.transactions >= self.results.requests * 0.98,
            f"Without its cache the service and its peers gave {self.results.requests:,} answers in {self.results.transactions:,} transactions: the service "
            "shares answers among those who ask at once, so that its figures over many connections are not those of a request that asks the database.",
        )
        for cache, measured in (("with", self.results.cached), ("without", self.results.uncached)):
            for (case, side), connections in [key for key in measured if key[0][1] == "service"]:
                ours = measured[(case, side), connections]
                others = {
                    other: measured[(case, other), connections] for other in ("nginx", "peer", "pgbench") if ((case, other), connections) in measured
                }
                for who, one in (("the service", ours), *others.items()):
                    self.check(
                        one.refused == 0, f"{case.name}, {cache} cache, over {connections}: {who} refused {one.refused} requests, which no figure counts."
                    )
                start = f"| {case.name} | {cache} | {connections} | {cells(ours)} "
                for other, theirs in others.items():
                    least = {"nginx": case.of_nginx, "peer": case.of_peer, "pgbench": case.of_pgbench}[other]
                    lines.append(f"{start}| {other} | {cells(theirs)} | {self.ratio(case, cache, connections, ours, other, theirs, least)} |")
                    start = "| | | | | | "
                if not others:
                    lines.append(f"{start}| | | | | | |")
        return lines

    def ratio(self, case: Case, cache: str, connections: int, ours: Measured, other: str, theirs: Measured, least: float | None) -> str:
        ratio = ours.rate / theirs.rate
        where = f"{case.name}, {cache} cache, over {connections} connection{'s' if connections > 1 else ''}"
        if other == "peer":
            self.check(
                ours.p99 <= theirs.p50, f"{where}: the p99 of {ours.p99:.2f} ms is worse than the peer's median of {theirs.p50:.2f} ms."
            )
        if least is None:
            return f"{ratio:.2f} | "
        self.check(ratio >= least, f"{where}: {ratio:.2f} × {other}, and {least:g} × is wanted.")
        return f"{ratio:.2f}{'' if ratio >= least else ' **under**'} | {least:g}"

    # What grows

    def growth(self) -> list[str]:
        if not self.results.growth:
            return []
        factors = list(self.results.rows)
        lines = [
            "| without cache, one connection | " + " | ".join(f"p50, ×{factor}" for factor in factors) + " | ×10 to ×1 | ×100 to ×1 | at most |",
            "|---|" + "---:|" * (len(factors) + 3),
        ]
        for name, sizes in self.results.growth.items():
            base = sizes[1].p50
            ratios = {factor: sizes[factor].p50 / base for factor in factors[1:]}
            limit = GROWTH_LIMITS[name]
            self.check(ratios[100] <= limit, f"{name}: with a hundred times the data it costs {ratios[100]:.2f} × as much, and {limit:g} × is the limit.")
            shown = " | ".join(f"{ratio:.2f}{' **over**' if factor == 100 and ratio > limit else ''}" for factor, ratio in ratios.items())
            lines.append(f"| {name} | " + " | ".join(f"{sizes[factor].p50:.2f}" for factor in factors) + f" | {shown} | {limit:g} |")
        return lines

    # Memory and visibility

    def others(self) -> list[str]:
        lines = []
        if times := sorted(self.results.visibility):
            p99 = times[math.ceil(len(times) * 0.99) - 1]
            self.check(p99 < VISIBLE, f"A change in psql shows over HTTP after {p99:.1f} ms (p99), and {VISIBLE} ms is the limit.")
            lines.append(
                f"- From COMMIT in psql until the new answer comes over HTTP, {len(times)} changes: median {statistics.median(times):.2f} ms, "
                f"p99 {p99:.2f} ms, longest {times[-1]:.2f} ms. The limit for p99 is {VISIBLE} ms."
            )
        if crowd := self.results.crowd:
            for (name, case), peak in crowd.items():
                # A thousand lists that are made and not yet sent are 200 MB, whoever holds them.
                if (name, case) != ("uncached", CASES[3].name):
                    self.check(
                        peak < RESIDENT * 1024, f"At {MANY} connections ({name}, {case}) the service takes {mib(peak)}, and {RESIDENT} MiB is the limit."
                    )
            shown = ", ".join(f"{case} {mib(peak)} {'with' if name == 'cached' else 'without'} its cache" for (name, case), peak in crowd.items())
            lines.append(
                f"- Peak of the service at {MANY:,} connections that all ask: {shown}. The limit is {RESIDENT} MiB, but for the last: so many lists that are made "
                "and not yet sent take what they are long."
            )
        if self.results.idle:
            self.check(self.results.idle < MOST_IDLE * 1024, f"With {IDLE} idle connections the service takes {mib(self.results.idle)}, and {MOST_IDLE} MiB is the limit.")
            lines.append(f"- With {IDLE:,} connections that have had an answer and are idle: {mib(self.results.idle)}. The limit is {MOST_IDLE} MiB.")
        if peaks := self.results.peaks:
            lines.append("- Peak of each side in the table, its workers added up: " + ", ".join(f"{name} {mib(peak)}" for name, peak in peaks.items()) + ".")
        return lines

    def text(self) -> str:
        parts = []
        if self.results.cached or self.results.uncached:
            parts.append("\n".join(self.requests()))
            parts.append("Times in milliseconds. ± is how far the furthest round is from the median one.")
        parts += ["\n".join(part) for part in (self.growth(), self.others()) if part]
        parts.append(
            "All that must hold does." if not self.misses else "What must hold and did not:\n\n" + "\n".join(f"- {miss}" for miss in self.misses)
        )
        return "\n\n".join(parts) + "\n"


def cells(one: Measured) -> str:
    return f"{one.rate:,.0f} ±{one.spread * 100:.0f} % | {milliseconds(one.p50)} | {milliseconds(one.p99)}"


def milliseconds(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def mib(kib: int) -> str:
    return f"{kib / 1024:.1f} MiB"


def give(results: Results, root: Path, service: Service, database: Database, page: Path | None) -> int:
    report = Report(results)
    text = report.text()
    print(f"\n{text}\n{circumstances(results, root, service, database)}\nIt took {results.took:.0f} seconds.")
    if page:
        write(page, "\n\n".join([PART, introduction(results), circumstances(results, root, service, database), text]))
        print(f"Written to {page.relative_to(root)}.")
    return 3 if report.misses else 0


def introduction(results: Results) -> str:
    rounds = sorted({len(one.rounds) for one in [*results.cached.values(), *results.uncached.values()]})
    return Template(TEXT.read_text()).substitute(
        rounds=" or ".join(map(str, rounds)) or "none",
        statements=results.statements,
        pipelined="in one round trip, since the service sends some without waiting for the one before them" if results.is_pipelined else "one after the other",
        workers=WORKERS, database=CONNECTIONS, each=CONNECTIONS // WORKERS,
        rows=", ".join(f"{rows:,} rows at ×{factor}" for factor, rows in results.rows.items()) or "not made this time",
    ).rstrip()  # fmt: skip


def circumstances(results: Results, root: Path, service: Service, database: Database) -> str:
    def said(command: list[str], pattern: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, cwd=root)
        found = re.search(pattern, done.stdout + done.stderr)
        return found[1] if found else "unknown"

    processor = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(), re.M)
    memory = int(re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())[1])
    cores = said(["nproc"], r"(\d+)")
    packages = [line for line in (root / "Benchmarks/Load/requirements.txt").read_text().splitlines() if line and not line.startswith("#")]
    swift = said(["swift", "--version"], r"(Swift version [0-9.]+)")
    nginx = said(["nginx", "-v"], r"nginx/([0-9.]+)")
    wrk = said(["wrk", "-v"], r"wrk (?:debian/)?(\S+)")
    h2load = said(["h2load", "--version"], r"nghttp2/(\S+)")
    pgbench = said(["pgbench", "--version"], r"\(PostgreSQL\) ([0-9.]+)")
    python = said([str(root / ".build/venv-bench/bin/python"), "--version"], r"(Python .*)")
    commit = said(["git", "describe", "--always", "--dirty"], r"(\S+)")
    return (
        f"{time.strftime('%Y-%m-%d', time.gmtime())}, {processor[1] if processor else platform.machine()}, {cores} cores, {memory / 1048576:.0f} GiB, "
        f"Linux {platform.release()}, load average before {results.load_before:.2f};\n"
        f"{service.version()}, commit {commit}, {swift}, "
        f"PostgreSQL {database.psql('SHOW server_version')} (shared_buffers {database.psql('SHOW shared_buffers')}), "
        f"nginx {nginx}, wrk {wrk}, h2load {h2load}, pgbench {pgbench}, "
        f"{python}, {', '.join(packages)}.\n"
    )


def write(page: Path, part: str):
    """The other parts of the page stay as they are."""
    text = page.read_text()
    parts = re.split(r"^(?=## )", text, flags=re.M)
    others = [one for one in parts[1:] if not one.startswith(PART + "\n")]
    place = next((number for number, one in enumerate(parts[1:]) if one.startswith(PART + "\n")), 0)
    others.insert(place, part.rstrip() + "\n" + ("\n" if place < len(others) else ""))
    page.write_text(parts[0] + "".join(others))
