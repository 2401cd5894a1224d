"""What the cases of the benchmark ask of the database: the service's own statements, in one snapshot each, and the rows as what JSON needs."""

import json
import os
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import asyncpg

# By the names under which the service prepares them, as the benchmark heard it say them: so both ask the same.
SQL: dict[str, str] = json.loads(Path(os.environ["PEER_STATEMENTS"]).read_text())
SETTINGS: dict[str, str] = json.loads(os.environ["PEER_SETTINGS"])
EPOCH = datetime(1970, 1, 1)
CONNECTIONS = int(os.environ["PEER_CONNECTIONS"])  # of each worker


async def open_pool() -> asyncpg.Pool:
    async def keep(connection):
        """Nothing here changes a session, so the default, which asks the server to reset all that could be, would be a round trip for nothing."""

    return await asyncpg.create_pool(
        os.environ["PEER_DATABASE"], min_size=CONNECTIONS, max_size=CONNECTIONS, max_inactive_connection_lifetime=0,
        server_settings=SETTINGS, reset=keep,
    )  # fmt: skip


@dataclass(slots=True)
class Snapshot:
    connection: asyncpg.Connection
    revision: int
    today: date
    instant: str

    async def all(self, name: str, *parameters):
        return await self.connection.fetch(SQL[name], *parameters)

    async def first(self, name: str, *parameters):
        return await self.connection.fetchrow(SQL[name], *parameters)

    async def value(self, name: str, *parameters):
        return await self.connection.fetchval(SQL[name], *parameters)


@asynccontextmanager
async def snapshot(pool: asyncpg.Pool):
    """All that is asked within it sees the state of one revision."""
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        revision, today, midnight, recorded = await connection.fetchrow(SQL["moment_now"])
        instant = (EPOCH + timedelta(microseconds=max(midnight, recorded or midnight))).isoformat(timespec="microseconds")
        yield Snapshot(connection, revision, today, f"{instant}Z")


def status(valid_from: date | None, valid_to: date | None, day: date) -> str:
    if valid_to is not None and valid_to <= day:
        return "ended"
    return "future" if valid_from is not None and valid_from > day else "current"


def named(identifier, name, key="id"):
    return None if identifier is None else {key: identifier, "name": name}


def municipalities(rows, steps, day: date) -> list[dict]:
    before: dict[str, list] = {}
    after: dict[str, list] = {}
    for on, from_code, from_name, to_code, to_name, kind in steps:
        after.setdefault(from_code, []).append({"code": to_code, "name": to_name, "on": on, "kind": kind})
        before.setdefault(to_code, []).append({"code": from_code, "name": from_name, "on": on, "kind": kind})
    result = []
    for code, name, province, province_name, valid_from, valid_to, source, count, reference_date, precision, state, figure_source, *_ in rows:
        figure = None
        if count is not None:
            figure = {"referenceDate": reference_date, "count": count, "precision": precision, "status": state, "source": figure_source}
        result.append({
            "code": code, "name": name,
            "identifiers": {"cbs": code, "tooi": f"https://identifier.overheid.nl/tooi/id/gemeente/{code.lower()}"},
            "province": named(province, province_name, "code"), "validFrom": valid_from, "validTo": valid_to,
            "status": status(valid_from, valid_to, day), "inhabitants": figure, "predecessors": before.get(code, []),
            "successors": after.get(code, []), "source": source,
        })  # fmt: skip
    return result


async def municipality(db: Snapshot, code: str) -> dict | None:
    row = await db.first("municipality_found", code, None, db.today)
    if row is None:
        return None
    dates, kinds, from_codes, from_names, to_codes, to_names = (column or [] for column in row[12:])
    return municipalities([row], zip(dates, from_codes, from_names, to_codes, to_names, kinds), db.today)[0]


async def country(db: Snapshot) -> list[dict]:
    rows = await db.all("municipalities_all_on", db.today)
    return municipalities(rows, await db.all("successions_touching", [row[0] for row in rows]), db.today)


async def covers_country(db: Snapshot, day: date) -> bool:
    start = await db.value("coverage_start")
    return start is not None and start <= day


async def norm(db: Snapshot, identifier: str) -> int:
    return next(row[2] for row in await db.all("norms_listed", None) if row[0] == identifier)


def reference_dates(counts: list[tuple[date, int]]) -> dict:
    return {
        "oldest": counts[0][0] if counts else None, "newest": counts[-1][0] if counts else None,
        "municipalities": [{"referenceDate": day, "count": count} for day, count in counts],
    }  # fmt: skip


async def scale_check(db: Snapshot, codes: list[str], day: date, norm_id: str) -> dict:
    threshold = await norm(db, norm_id)
    rows = await db.all("scale_check_members", codes, day, threshold)
    inhabitants, complete, meets, margin = rows[0][7:] if rows else (None, False, None, None)
    counts: dict[date, int] = {}
    members, missing = [], []
    for code, name, count, reference_date, precision, state, source, *_ in rows:
        if count is None:
            missing.append(code)
            continue
        counts[reference_date] = counts.get(reference_date, 0) + 1
        members.append({
            "code": code, "name": name, "inhabitants": count, "referenceDate": reference_date, "precision": precision, "status": state,
            "source": source,
        })  # fmt: skip
    return {
        "validOn": day, "threshold": threshold, "norm": norm_id, "inhabitants": inhabitants, "complete": complete, "meets": meets,
        "margin": margin, "referenceDates": reference_dates(sorted(counts.items())), "members": members, "missing": missing,
    }  # fmt: skip


async def scale_level(db: Snapshot, level: str, norm_id: str) -> dict | None:
    if not await db.value("identifier_exists", "scale_level", level):
        return None
    threshold = await norm(db, norm_id)
    items, meeting, below = [], 0, 0
    for row in await db.all("scale_level_units", level, db.today, threshold, None):
        identifier, name, kind, members, inhabitants, complete, meets, margin, missing, dates, counts = row
        meeting += meets is True
        below += meets is False
        items.append({
            "id": identifier, "name": name, "type": kind, "memberCount": members, "inhabitants": inhabitants, "complete": complete,
            "meets": meets, "margin": margin, "referenceDates": reference_dates(list(zip(dates, counts))), "missing": missing,
        })  # fmt: skip
    units = len(items)
    return {
        "items": items, "threshold": threshold,
        "summary": {"units": units, "meeting": meeting, "below": below, "undetermined": units - meeting - below},
    }  # fmt: skip


async def region(db: Snapshot, identifier: str):
    """Its id, name and the day of its latest version."""
    day = await db.value("region_moment", identifier, db.today)
    row = await db.first("region_found_on", identifier, day) if day else None
    return (row[0], row[1], day) if row else None


async def arrangement(db: Snapshot, identifier: str) -> dict | None:
    day = await db.value("arrangement_moment", identifier, db.today)
    row = await db.first("arrangement_found_on", identifier, day) if day else None
    if row is None:
        return None
    (
        identifier, name, form, form_name, register_form, domains, purpose, description, binding, term, term_from, term_to, region_id, region_name,
        instruments, centre, centre_name, principal_kind, principal_id, principal_name, count, complete, valid_from, valid_to, precision, sources, _,
    ) = row  # fmt: skip
    organisations = await db.all("organisations_listed", day, None, None, identifier, None, None)
    involvement = {}
    for organisation, of, _, kinds in await db.all("organisation_involvements", [one[0] for one in organisations], day):
        if of == identifier:
            involvement[organisation] = kinds
    principal = None
    if principal_id is not None:
        key = "code" if principal_kind == "municipality" else "id"
        principal = {"kind": principal_kind, key: principal_id, "name": principal_name}
    return {
        "id": identifier, "name": name,
        "legalForm": {"id": form, "name": form_name, "grRegisterForm": register_form} if form else None,
        "policyDomains": domains, "purpose": purpose, "description": description, "binding": binding,
        "term": {"kind": term, "from": term_from, "to": term_to}, "region": named(region_id, region_name), "instruments": instruments,
        "centreMunicipality": named(centre, centre_name, "code"), "principal": principal, "participantCount": count,
        "participantsComplete": complete, "validFrom": valid_from, "validTo": valid_to, "datePrecision": precision,
        "status": status(valid_from, valid_to, db.today), "sources": sources,
        "organisations": [
            {"id": one[0], "name": one[2], "kind": one[1], "involvement": involvement.get(one[0], [])} for one in organisations
        ],
    }  # fmt: skip
