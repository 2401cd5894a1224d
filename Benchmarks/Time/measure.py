"""Asks everything that the register answers, of now and of the past, and prints what the past costs.

One connection, one request at a time, each over and over in turns, so that whatever else the machine does meets the past and the present alike. Exits 1 where
an answer about the past takes more than three times as long as the same about now.
"""

import argparse
import http.client
import json
import re
import statistics
import sys
import time
from urllib.parse import urlsplit

LIMIT = 3.0
BEHIND = 10  # The changes of so many revisions are asked for, at the end of the log and where it ended then.
WARMING = 8  # PostgreSQL decides on the plan of a prepared statement after its fifth execution.

# For each operation what it is asked: with real keys, and with the filters that reach other indexes. {before} is a revision shortly before the one asked for.
REQUESTS = [
    "/",
    "/municipalities",
    "/municipalities?name=west&minInhabitants=50000",
    "/municipalities?region=GG1413",
    "/municipalities?province=PV31",
    "/municipalities?arrangement=samen-14",
    "/municipalities?status=ended",
    "/municipalities?validOn=2012-01-01&pageSize=500",
    "/municipalities/GM0988",
    "/municipalities/GM0988?validOn=2014-01-01",
    "/municipalities/GM0988/inhabitants",
    "/municipalities/GM1954/inhabitants?boundaries=current",
    "/municipalities/GM0988/regions",
    "/municipalities/GM0988/arrangements?validOn=2014-06-01",
    "/municipalities/GM0988/partners",
    "/municipalities/GM0988/history",
    "/municipalities/GM1954/lineage",
    "/municipality-successions",
    "/municipality-successions?code=GM1954",
    "/municipality-correspondences?from=2010-01-01&to=2026-01-01",
    "/municipality-correspondences?from=2010-01-01&to=2026-01-01&code=GM0951",
    "/regions",
    "/regions?type=provincie",
    "/regions?municipality=GM0988",
    "/regions/PV31",
    "/regions/PV31/members",
    "/regions/PV31/inhabitants",
    "/regions/PV31/inhabitants?boundaries=current",
    "/regions/PV31/history",
    "/regions/PV31/scale-check",
    "/scale-levels",
    "/scale-levels/municipality/inhabitants",
    "/scale-levels/province/inhabitants",
    "/scale-levels/region/inhabitants",
    "/scale-check?municipality=GM0988,GM0946,GM1640",
    "/arrangements",
    "/arrangements?municipality=GM0988&validOn=2014-06-01",
    "/arrangements?policyDomain=youth-care",
    "/arrangements?organisation=van-de-laar",
    "/arrangements/samen-14",
    "/arrangements/samen-14/participants",
    "/arrangements/3d-midden-limburg-west/bodies?validOn=2014-06-01",
    "/arrangements/3d-midden-limburg-west/structure?validOn=2014-06-01",
    "/arrangements/samen-14/procurements",
    "/arrangements/samen-14/milestones",
    "/arrangements/samen-14/history",
    "/arrangements/samen-14/scale-check",
    "/organisations",
    "/organisations?arrangement=samen-14",
    "/organisations/van-de-laar",
    "/organisations/van-de-laar/history",
    "/congruence?policyDomain=youth-care,social-support",
    "/congruence?regionType=jeugdregio&regionType=arbeidsmarktregio",
    "/changes?after={before}",
    "/changes?after={before}&entity=municipality_name,organisation",
    "/tables",
    "/tables/participant",
    "/tables/inhabitants?pageSize=500",
    "/region-types",
    "/policy-domains",
    "/legal-forms",
    "/norms",
    "/sources",
]
# What reads no row with a past, or has no end.
OTHERS = {"/openapi.json", "/problems", "/problems/{code}", "/health/live", "/health/ready", "/changes/stream"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("url", help="of the service: http://127.0.0.1:8080")
    arguments.add_argument("--seconds", type=float, default=150, help="how long to measure")
    arguments.add_argument("--only", default="", help="a regular expression: only the requests that it is found in")
    arguments.add_argument("--markdown", help="a file to write the table to")
    given = arguments.parse_args()
    service = Service(given.url)
    complain_of_gaps(service.json("/openapi.json"))

    latest = service.json("/changes?limit=1")["revision"]
    moments = {"early": latest // 20, "middle": latest // 2, "late": latest - latest // 20}
    requests = [path for path in REQUESTS if re.search(given.only, path)]
    variants = {path: variants_of(path, moments, latest) for path in requests}
    middle = service.get(asked("/norms", f"revision={moments['middle']}"))
    instant = dict(re.findall(r"(availableOn)=([^&>]+)", middle["link"]))["availableOn"]
    for path in requests:
        variants[path]["availableOn"] = asked(path.format(before=moments["middle"] - BEHIND), f"availableOn={instant}")

    times = {path: {variant: [] for variant in variants[path]} for path in requests}
    began, rounds = time.monotonic(), 0
    while rounds < WARMING + 7 or time.monotonic() - began < given.seconds:
        rounds += 1
        for path in requests:
            for variant, target in variants[path].items():
                took = service.get(target)["seconds"]
                if rounds > WARMING:
                    times[path][variant].append(took)
    table, worst = report(variants, times)
    print("\n".join(table))
    print(f"\n{latest:,} revisions; medians of {rounds - WARMING} rounds, in milliseconds. The largest ratio is {worst:.2f}; {LIMIT:g} is the limit.")
    if given.markdown:
        with open(given.markdown, "w") as file:
            file.write("\n".join(table) + f"\n\nMedians of {rounds - WARMING} rounds, in milliseconds.\n")
    return 1 if worst > LIMIT else 0


class Service:
    def __init__(self, url):
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def get(self, target):
        began = time.perf_counter()
        self.connection.request("GET", "/v1" + target)
        response = self.connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - began
        if response.status != 200:
            sys.exit(f"Error: {target} was answered with {response.status}: {body.decode()[:500]}")
        return {"seconds": seconds, "body": body, "link": response.headers["Link"] or ""}

    def json(self, target):
        return json.loads(self.get(target)["body"])


def complain_of_gaps(document):
    """Every operation that reads is measured, or is among those that are left out on purpose."""
    measured = {path.split("?")[0] for path in REQUESTS}
    for path, item in document["paths"].items():
        pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) + "$")
        if "get" in item and path not in OTHERS and not any(pattern.match(one) for one in measured):
            sys.exit(f"Error: nothing asks {path}; add it to REQUESTS in {sys.argv[0]}")


def variants_of(path, moments, latest):
    asked_of = {"now": path.format(before=latest - BEHIND)}
    for name, revision in moments.items():
        asked_of[name] = asked(path.format(before=revision - BEHIND), f"revision={revision}")
    return asked_of


def asked(path, parameter):
    return path + ("&" if "?" in path else "?") + parameter


def report(variants, times):
    columns = ["now", "early", "middle", "late", "availableOn"]
    table = ["| GET /v1… | " + " | ".join(columns) + " | ratio |", "|---|" + "---:|" * (len(columns) + 1)]
    worst = 0.0
    for path, measured in times.items():
        medians = {variant: statistics.median(seconds) * 1000 for variant, seconds in measured.items()}
        ratio = max(medians[variant] for variant in columns[1:]) / medians["now"]
        worst = max(worst, ratio)
        cells = " | ".join(f"{medians[variant]:.2f}" for variant in columns)
        shown = path.format(before="…")
        table.append(f"| `{shown}` | {cells} | {ratio:.2f}{' **over**' if ratio > LIMIT else ''} |")
    return table, worst


if __name__ == "__main__":
    sys.exit(main())
