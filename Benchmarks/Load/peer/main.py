"""A peer of the register: the cases of the benchmark as one writes them with FastAPI, asyncpg and orjson.

The same paths, database, statements, fields and JSON as the service. It has no more than the cases need: no validOn, no problems, no other formats.
"""

import json
import os
from contextlib import asynccontextmanager
from typing import Annotated

import orjson
import xxhash
from fastapi import FastAPI, HTTPException, Query, Request, Response

import register

NORM = "decentralisation-2013"
# Of every answer, which is the same text in each: API-Version, Cache-Control and the like.
FIELDS: dict[str, str] = json.loads(os.environ["PEER_FIELDS"])


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with await register.open_pool() as app.state.pool:
        yield


app = FastAPI(lifespan=lifespan, openapi_url=None)


def answer(request: Request, db: register.Snapshot, content: dict, links: tuple[str, ...] = ()) -> Response:
    body = orjson.dumps(content)
    tag = f'"{xxhash.xxh3_128_hexdigest(body)}"'
    path, query = request.url.path, request.url.query
    permalink = f'<{path}?{query + "&" if query else ""}availableOn={db.instant}>; rel="permalink"'
    fields = FIELDS | {"Register-Revision": str(db.revision), "Link": ", ".join((*links, permalink)), "ETag": tag}
    # The clients of the cases send one tag, never a list.
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=fields)
    return Response(body, headers=fields, media_type="application/json")


def page(request: Request, items: list[dict], number: int, size: int) -> tuple[dict, tuple[str, ...]]:
    total = len(items)
    last = max(1, -(-total // size))
    start = (number - 1) * size

    def link(relation: str, to: int) -> str:
        others = [piece for piece in request.url.query.split("&") if piece and not piece.startswith("page=")]
        return f'<{request.url.path}?{"&".join([*others, f"page={to}"])}>; rel="{relation}"'

    links = [link("first", 1)]
    if number > 1:
        links.append(link("prev", min(number - 1, last)))
    if number < last:
        links.append(link("next", number + 1))
    links.append(link("last", last))
    return {"items": items[start : start + size], "page": {"number": number, "size": size, "total": total}}, tuple(links)


PageNumber = Annotated[int, Query(alias="page", ge=1, le=1_000_000)]
PageSize = Annotated[int, Query(alias="pageSize", ge=1, le=1000)]


@app.get("/v1/municipalities")
async def municipalities(request: Request, number: PageNumber = 1, size: PageSize = 50) -> Response:
    async with register.snapshot(request.app.state.pool) as db:
        items = await register.country(db)
        covers = await register.covers_country(db, db.today)
    content, links = page(request, items, number, size)
    return answer(request, db, content | {"validOn": db.today, "coversCountry": covers}, links)


@app.get("/v1/municipalities/{code}")
async def municipality(request: Request, code: str) -> Response:
    async with register.snapshot(request.app.state.pool) as db:
        found = await register.municipality(db, code.upper())
    if found is None:
        raise HTTPException(404)
    return answer(request, db, found)


@app.get("/v1/scale-check")
async def scale_check(request: Request, municipality: str) -> Response:
    codes = municipality.split(",")
    async with register.snapshot(request.app.state.pool) as db:
        refused = await db.all("municipalities_refused", codes, db.today, db.today)
        if refused:
            raise HTTPException(400, [row[2] for row in refused])
        outcome = await register.scale_check(db, codes, db.today, NORM)
    return answer(request, db, outcome)


@app.get("/v1/regions/{identifier}/scale-check")
async def region_scale_check(request: Request, identifier: str) -> Response:
    async with register.snapshot(request.app.state.pool) as db:
        region = await register.region(db, identifier)
        if region is None:
            raise HTTPException(404)
        identifier, name, day = region
        codes = [row[0] for row in await db.all("region_members", identifier, day)]
        outcome = await register.scale_check(db, codes, day, NORM)
    return answer(request, db, outcome | {"region": {"id": identifier, "name": name}})


@app.get("/v1/scale-levels/{level}/inhabitants")
async def scale_level(request: Request, level: str, number: PageNumber = 1, size: PageSize = 50) -> Response:
    async with register.snapshot(request.app.state.pool) as db:
        found = await register.scale_level(db, level, NORM)
        if found is None:
            raise HTTPException(404)
        covers = await register.covers_country(db, db.today)
    content, links = page(request, found["items"], number, size)
    whole = {
        "validOn": db.today, "scaleLevel": level, "threshold": found["threshold"], "norm": NORM, "summary": found["summary"], "coversCountry": covers,
    }  # fmt: skip
    return answer(request, db, content | whole, links)


@app.get("/v1/arrangements/{identifier}")
async def arrangement(request: Request, identifier: str) -> Response:
    async with register.snapshot(request.app.state.pool) as db:
        found = await register.arrangement(db, identifier)
    if found is None:
        raise HTTPException(404)
    return answer(request, db, found)
