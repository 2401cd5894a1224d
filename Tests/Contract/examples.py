"""Holds every example of the document to the schema that it is an example of.

Usage: examples.py openapi.json
"""

import json
import sys

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

# References within the document are given its name, so that they can be followed from a schema that is looked at by itself.
NAME = "urn:contract"
document = json.loads(open(sys.argv[1], encoding="utf-8").read().replace('"$ref": "#/', f'"$ref": "{NAME}#/'))
registry = Registry().with_resource(NAME, DRAFT202012.create_resource(document))
counts = {"parameters": 0, "headers": 0, "schemas": 0, "bodies": 0, "lines": 0}
faults = []


def resolve(thing):
    """What a reference leads to; anything else as it is."""
    while isinstance(thing, dict) and "$ref" in thing:
        target = document
        for step in thing["$ref"].removeprefix(f"{NAME}#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        thing = target
    return thing


def check(kind, where, schema, value):
    counts[kind] += 1
    validator = Draft202012Validator(schema, registry=registry, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for error in validator.iter_errors(value):
        faults.append(f"{where}{error.json_path[1:]}: {error.message[:300]}")
    check_members(where, schema, value)


def check_members(where, schema, value):
    """Every member is described, and nothing that an answer always has is left out of its example (lists are shortened, objects are not)."""
    schema = resolve(schema)
    if value is None:
        return
    if "anyOf" in schema or "oneOf" in schema:
        fitting = [s for s in schema.get("anyOf", []) + schema.get("oneOf", []) if Draft202012Validator(s, registry=registry).is_valid(value)]
        return check_members(where, fitting[0], value) if fitting else None
    if isinstance(value, list):
        for index, element in enumerate(value):
            check_members(f"{where}[{index}]", schema.get("items", {}), element)
    elif isinstance(value, dict):
        parts = [schema, *map(resolve, schema.get("allOf", []))]
        known = {name: part for whole in parts for name, part in whole.get("properties", {}).items()}
        others = schema.get("additionalProperties")
        if not known and not others:
            return
        missing = [name for name in schema.get("x-members", schema.get("required", [])) if name not in value]
        if missing:
            faults.append(f"{where}: {', '.join(missing)} is left out")
        for name, member in value.items():
            if name in known:
                check_members(f"{where}.{name}", known[name], member)
            elif isinstance(others, dict):
                check_members(f"{where}.{name}", others, member)
            elif not others:
                faults.append(f"{where}.{name}: not described")


def check_media(where, content):
    for media_type, media in content.items():
        if "example" not in media:
            continue
        check("bodies", f"{where} {media_type}", media["schema"], media["example"])
        for line in lines(media_type, media["example"]) if "x-item-schema" in media else []:
            check("lines", f"{where} {media_type}", media["x-item-schema"], json.loads(line))


def lines(media_type, text):
    """What stands on each line, or in each event, as JSON."""
    if media_type != "text/event-stream":
        return text.splitlines()
    return [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data: ")]


def walk_schemas(where, node):
    if isinstance(node, dict):
        for name, value in node.items():
            if name == "examples" and isinstance(value, list):
                for example in value:
                    check("schemas", where, node, example)
            else:
                walk_schemas(f"{where}.{name}", value)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            walk_schemas(f"{where}[{index}]", value)


components = document["components"]
for name, parameter in components["parameters"].items():
    check("parameters", f"parameter {name}", parameter["schema"], parameter["example"])
for name, header in components["headers"].items():
    check("headers", f"header {name}", header["schema"], header["example"])
walk_schemas("schemas", components["schemas"])
for name, response in components["responses"].items():
    check_media(f"response {name}", response.get("content", {}))
for path, item in document["paths"].items():
    for method, operation in item.items():
        check_media(f"{method} {path}", operation.get("requestBody", {}).get("content", {}))
        for status, response in operation["responses"].items():
            if "$ref" not in response:
                check_media(f"{method} {path} {status}", response.get("content", {}))

for fault in faults:
    print("examples:", fault, file=sys.stderr)
print("examples: " + ", ".join(f"{count} of {kind}" for kind, count in counts.items()) + f"; {len(faults)} do not fit")
sys.exit(bool(faults))
