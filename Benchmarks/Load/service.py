"""The service, and its peer."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from database import Database
from http_client import Client
from processes import Process, Processes, free_port, run
from recorder import Recorder, Step

WORKERS = 2
CONNECTIONS = 8  # to the database: of the service's pool, and of the peer's workers together


@dataclass
class Running:
    process: Process
    port: int


class Service:
    def __init__(self, program: Path, root: Path, processes: Processes):
        self.program, self.root, self.processes = program, root, processes
        self.has_cache = "--cache-bytes" in run([program, "serve", "--help"], 30)
        self.data = processes.folder / "data"

    def start(self, name: str, url: str | None = None, cached: bool = True) -> Running:
        """On a database of its own, or on the private cluster."""
        command = [self.program, "serve", "--port", 0]
        command += ["--database-url", url] if url else ["--data-dir", self.data]
        if not cached and self.has_cache:
            command += ["--cache-bytes", 0]
        process = self.processes.start(name, command, {"REGISTER_SQL_DIR": str(self.root / "sql")})
        greeting = re.compile(r"^Serving on http://127\.0\.0\.1:(\d+)\.", re.M)
        found = process.until(lambda: greeting.search(process.log.read_text(errors="replace")), 120, "serve")
        return Running(process, int(found[1]))

    def database(self) -> Database:
        return Database(run([self.program, "url", "--as", "reader", "--data-dir", self.data], 30).strip(), self.data)

    def version(self) -> str:
        return run([self.program, "--version"], 30).strip()


@dataclass
class Recording:
    settings: dict[str, str]  # of each session
    steps: dict[str, list[Step]]  # of each path

    def statements(self) -> dict[str, str]:
        return {step.name: step.sql for steps in self.steps.values() for step in steps if step.name}


def record(service: Service, database: Database, paths: list[str]) -> Recording:
    """What the service sends to the database for each path, when it has prepared its statements."""
    folder = service.processes.folder / "recorder"
    folder.mkdir()
    with Recorder(folder, f"{database.folder}/.s.PGSQL.5432") as recorder:
        running = service.start("service-recorded", database.as_superuser(folder=folder), cached=False)
        client = Client(running.port)
        steps: dict[str, list[Step]] = {}
        settings: dict[str, str] = {}
        for path in paths:
            client.get(path)
            # Some sessions may still be new, and one that is new sends more.
            for _ in range(3):
                settings |= settings_in(recorder.steps)
                recorder.steps.clear()
                client.get(path)
            steps[path] = list(recorder.steps)
        client.close()
        running.process.stop()
    return Recording(settings, steps)


def settings_in(steps: list[Step]) -> dict[str, str]:
    settings = {}
    for step in steps:
        if "set_config($1, $2, false)" in step.sql:
            settings |= dict(zip(step.parameters[::2], step.parameters[1::2]))
    return settings


def start_peer(processes: Processes, root: Path, database: Database, recording: Recording, fields: dict[str, str]) -> Running:
    folder = root / "Benchmarks" / "Load" / "peer"
    statements = processes.folder / "statements.json"
    statements.write_text(json.dumps(recording.statements()))
    port = free_port()
    settings = {name: value for name, value in recording.settings.items() if name not in {"role", "application_name"}}
    environment = {
        "PEER_DATABASE": database.url,
        "PEER_STATEMENTS": str(statements),
        "PEER_SETTINGS": json.dumps(settings | {"application_name": "peer"}),
        "PEER_FIELDS": json.dumps(fields),
        "PEER_CONNECTIONS": str(CONNECTIONS // WORKERS),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [root / ".build/venv-bench/bin/uvicorn", "main:app", "--host", "127.0.0.1", "--port", port, "--workers", WORKERS]
    command += ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning", "--backlog", 4096]
    process = processes.start("peer", command, environment, folder)
    process.until(lambda: is_healthy(port), 30, "answer")
    return Running(process, port)


def is_healthy(port: int) -> bool:
    try:
        return Client(port).get("/v1/municipalities/GM0988").status == 200
    except OSError:
        return False
