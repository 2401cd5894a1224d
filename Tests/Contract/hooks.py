"""What schemathesis cannot read from the document: which identifiers the register has, and the rules between two parameters that JSON Schema cannot state.

Only requests that are meant to be right are mended here; those that are meant to be wrong are sent as they were made. CONTRACT_URL says where the service is.
"""

import datetime
import json
import os
import re
import urllib.request
import zlib

import schemathesis
from hypothesis import strategies as st


def fetch(path):
    with urllib.request.urlopen(os.environ["CONTRACT_URL"] + path) as response:
        return json.load(response)


def ids(path, name="id"):
    return [item[name] for item in fetch(f"{path}{'&' if '?' in path else '?'}pageSize=1000&fields={name}")["items"]]


ROOT = urllib.request.urlopen(os.environ["CONTRACT_URL"] + "/v1")
# What is asked for at another moment may not be there, or not yet.
MOMENT = re.search(r"availableOn=([^&>]+)>", ROOT.headers["Link"])[1]
REVISION = int(ROOT.headers["Register-Revision"])
TODAY = datetime.date.fromisoformat(fetch("/v1")["validOn"])
COVERED_SINCE = datetime.date.fromisoformat(fetch("/v1")["coverage"]["from"])
# These exist on every day that is covered, so that any of them may be asked for on any such day.
LASTING = sorted(set(ids(f"/v1/municipalities?validOn={COVERED_SINCE}", "code")) & set(ids("/v1/municipalities", "code")))
PROVINCES = ids("/v1/regions?type=provincie")
REGIONS = sorted({region for day in ("2013-01-01", "2016-06-01", TODAY) for region in ids(f"/v1/regions?validOn={day}")})
ARRANGEMENTS = sorted({arrangement for day in ("2014-06-01", TODAY) for arrangement in ids(f"/v1/arrangements?validOn={day}")})
ORGANISATIONS = sorted({organisation for day in ("2014-06-01", TODAY) for organisation in ids(f"/v1/organisations?validOn={day}")})
LEVEL_OF = {item["id"]: item["scaleLevel"] for item in fetch("/v1/region-types?pageSize=1000")["items"]}

# Each code in one of the notations that are taken, so that two different values are never the same municipality.
NOTATIONS = [lambda code: code, lambda code: code.lower(), lambda code: code[2:]]
FORMATS = {
    "municipality-code": [NOTATIONS[index % 3](code) for index, code in enumerate(LASTING)],
    "province-code": [NOTATIONS[index % 2](code) for index, code in enumerate(PROVINCES)],
    "region-id": REGIONS,
    "arrangement-id": ARRANGEMENTS,
    "organisation-id": ORGANISATIONS,
    "region-type-id": sorted(LEVEL_OF),
    "scale-level-id": ids("/v1/scale-levels"),
    "norm-id": ids("/v1/norms"),
    "policy-domain-id": ids("/v1/policy-domains"),
    "legal-form-id": ids("/v1/legal-forms"),
    "change-cursor": ["0", "1", "1-1", "1-13000"],
    "problem-code": [item["code"] for item in fetch("/v1/problems")["items"]],
}
for name, values in FORMATS.items():
    # Not sampled_from: where a list may be longer than there are identifiers, hypothesis would refuse to try.
    schemathesis.openapi.format(name, st.integers(0, len(values) - 1).map(values.__getitem__))


@schemathesis.hook
def map_case(context, case):
    if case.meta is not None and case.meta.generation.mode.is_positive:
        choose_representation(case)
        mend(case)
    return case


@schemathesis.hook
def before_add_examples(context, examples):
    for case in examples:
        mend(case)


def choose_representation(case):
    """Asks for each of the documented media types in turn; the same request always for the same one."""
    offered = list(case.operation.definition.raw["responses"]["200"]["content"])
    chosen = offered[zlib.crc32(repr((case.path, case.path_parameters, case.query)).encode()) % len(offered)]
    case.headers["Accept"] = chosen
    if chosen in ("text/csv", "application/x-ndjson"):
        drop(case, "page", "pageSize", "limit")
    elif chosen != "application/json":
        drop(case, "fields")
    if chosen == "text/html":
        drop(case, "availableOn", "revision")


def mend(case):
    query = case.query
    if "availableOn" in query:
        drop(case, "revision")
        query["availableOn"] = MOMENT
    if "revision" in query:
        query["revision"] = REVISION
    if "sort" in query:
        # A key once, whichever its direction.
        terms = {term.removeprefix("-"): term for term in values_of(query["sort"])}
        query["sort"] = ",".join(terms.values())
    if "threshold" in query and "norm" in query:
        drop(case, "norm")
    if query.get("status") in ("ended", "all"):
        drop(case, "validOn")
    swap(case, "from", "to", str)
    swap(case, "minInhabitants", "maxInhabitants", int)
    if case.path == "/congruence":
        mend_congruence(case)
    if case.path == "/municipality-correspondences":
        mend_correspondence(case)
    if case.path.endswith("}/inhabitants") and "/scale-levels/" not in case.path and "fields" in query and "boundaries" not in query:
        own = {"referenceDate", "count", "complete", "missing"} if "/regions/" in case.path else {"referenceDate", "count", "precision", "status", "source"}
        query["fields"] = ",".join([name for name in values_of(query["fields"]) if name in own] or ["count"])
    if case.path in ("/congruence", "/scale-check"):
        day = query.get("validOn")
        if day is not None and not str(COVERED_SINCE) <= day <= str(TODAY):
            drop(case, "validOn")
    if "regionType" in query and "level" in case.path_parameters:
        case.path_parameters["level"] = LEVEL_OF[query["regionType"]]


def mend_congruence(case):
    """One question, about one set of municipalities, with the members that its answer has."""
    query = case.query
    if "policyDomain" in query and "regionType" in query:
        drop(case, "policyDomain" if len(values_of(query["policyDomain"])) % 2 else "regionType")
    elif "policyDomain" not in query and "regionType" not in query:
        query["regionType"] = "jeugdregio,arbeidsmarktregio"
    if "municipality" in query:
        drop(case, "region")
    elif "region" in query and query["region"] not in PROVINCES:
        query["region"] = PROVINCES[0]
    if "fields" in query:
        others = {"regionTypes", "summary", "regions"} if "policyDomain" in query else {"policyDomains", "arrangements"}
        query["fields"] = ",".join([name for name in values_of(query["fields"]) if name not in others] or ["congruent"])


def mend_correspondence(case):
    """Days that are covered, and a table of codes."""
    for name in ("from", "to"):
        day = case.query.get(name)
        if day is not None and not str(COVERED_SINCE) <= day <= str(TODAY):
            case.query[name] = str(COVERED_SINCE)
    if "code" in case.query:
        # Those of an example are not there on every day.
        case.query["code"] = [code for code in values_of(case.query["code"]) if code in FORMATS["municipality-code"]] or LASTING[:2]
    if case.method == "POST" and case.media_type == "text/csv":
        case.body = "code\r\n" + "\r\n".join(FORMATS["municipality-code"][:20]) + "\r\n"


def values_of(parameter):
    """Of a list, which is made into text before it comes here, except in an example."""
    return parameter.split(",") if isinstance(parameter, str) else parameter


def drop(case, *names):
    for name in names:
        case.query.pop(name, None)


def swap(case, lower, upper, read):
    query = case.query
    if lower in query and upper in query and read(query[lower]) > read(query[upper]):
        query[lower], query[upper] = query[upper], query[lower]
