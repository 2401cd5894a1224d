"""What scripts/tables needs beside the programs that it asks: fetches a table, describes it to PostgreSQL, and compares what came back.

Usage: tables.py fetch URL FILE.csv       the municipalities as CSV, as many as there are in JSON
       tables.py sql FILE.csv BACK.csv    lines for psql that take the one in and write the other
       tables.py compare FILE.csv OTHER   OTHER is CSV, or a spreadsheet (.ods)
"""

import csv
import io
import json
import sys
import urllib.request
import xml.etree.ElementTree
import zipfile

NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TABLE, TEXT = (NAMESPACE % name for name in ["office", "table", "text"])
# Names that a wrong character set, or a reader with ideas about apostrophes, would not leave alone.
NAMES = ["'s-Hertogenbosch", "'s-Gravenhage", "Súdwest-Fryslân", "Noardeast-Fryslân", "Bergen (L.)", "Bergen op Zoom"]


def fetch(url, accept):
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers["Content-Type"], answer.read()


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True))


def text_of(paragraph):
    """Of a paragraph of OpenDocument, in which more than one space at a time is an element."""
    text = paragraph.text or ""
    for part in paragraph:
        name = part.tag.removeprefix(TEXT)
        text += {"s": " " * int(part.get(f"{TEXT}c", "1")), "tab": "\t", "line-break": "\n"}.get(name) or text_of(part)
        text += part.tail or ""
    return text


def read_spreadsheet(path):
    """The cells as texts: numbers and dates as the program took them, not as it shows them."""
    with zipfile.ZipFile(path) as file:
        sheets = xml.etree.ElementTree.parse(file.open("content.xml")).findall(f".//{TABLE}table")
    if len(sheets) != 1:
        sys.exit(f"tables: the spreadsheet has {len(sheets)} sheets")
    rows = []
    for row in sheets[0].iter(f"{TABLE}table-row"):
        cells = []
        for cell in row.iter(f"{TABLE}table-cell"):
            if cell.get(f"{TABLE}formula"):
                sys.exit(f"tables: a cell of the spreadsheet is a formula: {cell.get(f'{TABLE}formula')}")
            value = cell.get(f"{OFFICE}date-value") or cell.get(f"{OFFICE}value")
            if value is None:
                value = "\n".join(text_of(paragraph) for paragraph in cell.findall(f"{TEXT}p"))
            # The emptiness behind the last cell is written as one cell, repeated.
            repeated = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
            cells += [value] * (repeated if value else min(repeated, 1000))
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows += [cells] * int(row.get(f"{TABLE}number-rows-repeated", "1"))
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


match sys.argv[1:]:
    case ["fetch", url, path]:
        kind, table = fetch(f"{url}/v1/municipalities?status=all", "text/csv")
        if not kind.startswith("text/csv"):
            sys.exit(f"tables: asked for text/csv, and got {kind}")
        total = json.loads(fetch(f"{url}/v1/municipalities?status=all&pageSize=1", "application/json")[1])["page"]["total"]
        rows = list(csv.reader(io.StringIO(table.decode("utf-8"), newline=""), strict=True))
        if len(rows) - 1 != total:
            sys.exit(f"tables: the CSV has {len(rows) - 1} rows, and there are {total} municipalities")
        with open(path, "wb") as file:
            file.write(table)
        print(total)
    case ["sql", path, back]:
        names = [f'"{name}"' for name in read_csv(path)[0]]
        columns = ", ".join(names)
        # A table has no order of its own.
        print(f"CREATE TEMPORARY TABLE list (place bigint GENERATED ALWAYS AS IDENTITY, {', '.join(f'{name} text' for name in names)});")
        print(f"\\copy list ({columns}) FROM '{path}' WITH (FORMAT csv, HEADER)")
        print(f"\\copy (SELECT {columns} FROM list ORDER BY place) TO '{back}' WITH (FORMAT csv, HEADER)")
    case ["compare", path, other]:
        here = read_csv(path)
        there = read_spreadsheet(other) if other.endswith(".ods") else read_csv(other)
        faults = [] if len(here) == len(there) else [f"{len(here)} rows became {len(there)}"]
        for number, (row, back) in enumerate(zip(here, there), start=1):
            if row != back:
                cells = [f"“{a}” became “{b}”" for a, b in zip(row, back) if a != b] or [f"{len(row)} cells became {len(back)}"]
                faults.append(f"row {number}: {', '.join(cells)}"[:300])
        found = {row[here[0].index("name")] for row in there}
        faults += [f"{name} is not there" for name in NAMES if name not in found]
        if faults:
            sys.exit("\n".join([f"tables: {other} is not the same table"] + faults[:10]))
        print(f"{other.rsplit('/', 1)[-1]}: {len(there) - 1} rows of {len(there[0])} cells, all the same")
    case _:
        sys.exit(__doc__)
