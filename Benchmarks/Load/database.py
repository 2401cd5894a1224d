"""The register's private cluster as its superuser, and pgbench with what the service sends to it."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from load import Round
from processes import Failed, run
from recorder import Step

# Of the session, and of no effect on what a statement costs.
OF_THE_SERVICE = {"role", "application_name"}


@dataclass
class Database:
    url: str  # as the one who may read
    data: Path  # the folder of the private cluster

    @property
    def folder(self) -> str:
        """Of the socket."""
        return unquote(urlsplit(self.url).netloc.partition("@")[2].rpartition(":")[0])

    @cached_property
    def postmaster(self) -> int:
        return int(next(self.data.rglob("postmaster.pid")).read_text().split()[0])

    def transactions(self) -> int:
        """Those that were committed so far, as far as the server's processes have told: each tells after a second, and after ten at the latest."""
        return int(self.psql("SELECT xact_commit FROM pg_stat_database WHERE datname = 'register'"))

    def as_superuser(self, name: str = "register", folder: Path | None = None) -> str:
        return f"postgresql://postgres@{str(folder or self.folder).replace('/', '%2F')}:5432/{name}"

    def psql(self, *commands: str, database: str = "register", seconds: float = 60, settings: str = "") -> str:
        words = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", self.as_superuser(database)]
        for command in commands:
            words += ["-f" if command.endswith(".sql") else "-c", command]
        return run(words, seconds, {"PGOPTIONS": settings}).strip()


def options(settings: dict[str, str]) -> str:
    return " ".join(f"-c {name}={value.replace(' ', chr(92) + ' ')}" for name, value in settings.items())


class Pgbench:
    """The statements of one request, as the service sends them: prepared, and in one pipeline if it sends any without waiting for the one before it."""

    def __init__(self, database: Database, settings: dict[str, str], steps: list[Step], file: Path):
        self.database, self.file = database, file
        self.is_pipelined = any(step.without_waiting for step in steps)
        kept = {name: value for name, value in settings.items() if name not in OF_THE_SERVICE}
        self.environment = {"PGOPTIONS": options(kept)}
        self.variables: dict[str, str] = {}
        lines = [self._statement(place, step) for place, step in enumerate(steps)]
        # One round trip for all, also for what the service sends in a second one: the limit is what can be had.
        if self.is_pipelined:
            lines = ["\\startpipeline", *lines, "\\endpipeline"]
        file.write_text("\n".join(lines) + "\n")

    def _statement(self, place: int, step: Step) -> str:
        # pgbench takes a colon for the beginning of a variable, also within quotes. The same constant can be written without one.
        sql = re.sub(r"'(?:[^']|'')*'", lambda literal: without_colon(literal[0]), re.sub(r"--[^\n]*", "", step.sql))

        def variable(match):
            value = step.parameters[int(match[1]) - 1]
            name = f"s{place}p{match[1]}"
            self.variables[name] = "none" if value is None else value
            # It has no variable that is NULL, and NULL as a constant would be planned for: the service's plan holds for any value.
            return f":{name}" if value is not None else f"nullif(:{name}, :{name})"

        return " ".join(re.sub(r"\$(\d+)", variable, sql).split()) + ";"

    def load(self, connections: int, seconds: int) -> Round:
        given = [word for name, value in self.variables.items() for word in ("-D", f"{name}={value}")]
        printed = run(
            ["pgbench", "-n", "-M", "prepared", "-c", connections, "-j", min(2, connections), "-T", seconds, *given, "-f", self.file, self.database.url],
            seconds + 60, self.environment,
        )  # fmt: skip
        if failed := re.search(r"number of failed transactions: ([1-9]\d*)", printed):
            raise Failed(f"pgbench: {failed[1]} transactions failed.")
        rate = float(re.search(r"^tps = ([\d.]+)", printed, re.M)[1])
        mean = float(re.search(r"^latency average = ([\d.]+) ms", printed, re.M)[1])
        return Round(rate, mean, float("nan"), int(rate * seconds))


def without_colon(literal: str) -> str:
    if ":" not in literal:
        return literal
    return "E" + literal.replace("\\", "\\\\").replace(":", "\\x3A")
