"""What a request costs in a register of ten and of a hundred times the size."""

from collections.abc import Iterable
from pathlib import Path

from cases import GROWTH
from database import Database
from http_client import Client
from load import Measured, Target
from processes import Failed
from service import Service

FACTORS = (1, 10, 100)
SECONDS = 1


class Growth:
    def __init__(self, service: Service, database: Database):
        self.ports: dict[int, int] = {}
        self.rows: dict[int, int] = {}
        self._databases = {factor: f"register_{factor}" for factor in FACTORS}
        for factor, name in self._databases.items():
            database.psql(f"CREATE DATABASE {name}")
            self.ports[factor] = service.start(f"service-{factor}", database.as_superuser(name), cached=False).port
        for factor, name in self._databases.items():
            if factor == 1:
                database.psql("VACUUM ANALYZE", database=name)
            else:
                database.psql(str(Path(__file__).with_name("grow.sql")), database=name, seconds=240, settings=f"-c bench.factor={factor}")
            tables = "SELECT sum(reltuples)::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'change'"
            self.rows[factor] = int(database.psql(tables, database=name))
        database.psql("CHECKPOINT")

    def measure(self, rounds: Iterable[int]) -> dict[str, dict[int, Measured]]:
        targets = {name: {factor: Target(f"the service at ×{factor}", port, path) for factor, port in self.ports.items()} for name, path in GROWTH.items()}
        for name, sizes in targets.items():
            bodies = {target.ask(Client(target.port)).body for target in sizes.values()}
            if len(bodies) > 1:
                raise Failed(f"{name}: the larger registers give another answer: {bodies}")
            for target in sizes.values():
                target.load(1, 1)
        results = {name: {factor: Measured() for factor in FACTORS} for name in targets}
        for number in rounds:
            for name, sizes in targets.items():
                for factor in FACTORS if number % 2 == 0 else reversed(FACTORS):
                    results[name][factor].rounds.append(sizes[factor].load(1, SECONDS))
        return results
