"""How long after the COMMIT of a change in psql the new answer comes over HTTP."""

import json
import subprocess
import time

from http_client import Client
from processes import Failed

PATH = "/v1/municipalities/GM0988"


def measure(url: str, port: int, changes: int) -> list[float]:
    """Milliseconds from when psql says COMMIT until an answer with the change has come, asked again and again over one connection.

    Before each change the answer is asked for twice, so that a cache has it.
    """
    client = Client(port)
    figure = json.loads(client.get(PATH).body)["inhabitants"]
    # psql writes line by line only to a terminal, or where it is made to.
    psql = subprocess.Popen(
        ["stdbuf", "-oL", "psql", "-X", "-v", "ON_ERROR_STOP=1", "-d", url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1,
    )  # fmt: skip
    try:
        return [change(client, psql, figure, figure["count"] + number + 1) for number in range(changes)]
    finally:
        psql.stdin.close()
        psql.terminate()
        psql.wait(10)
        client.close()


def change(client: Client, psql: subprocess.Popen, figure: dict, count: int) -> float:
    for _ in range(2):
        before = json.loads(client.get(PATH).body)["inhabitants"]["count"]
    if before == count:
        raise Failed("A change was there before it was made.")
    psql.stdin.write(
        f"BEGIN; UPDATE inhabitants SET count = {count} WHERE municipality_code = 'GM0988' AND reference_date = '{figure['referenceDate']}'; COMMIT;\n"
    )
    for expected in ("BEGIN", "UPDATE 1", "COMMIT"):
        line = psql.stdout.readline().strip()
        if line != expected:
            raise Failed(f"psql printed “{line}” where “{expected}” was expected.")
    committed = time.perf_counter()
    while True:
        seen = json.loads(client.get(PATH).body)["inhabitants"]["count"]
        took = time.perf_counter() - committed
        if seen == count:
            return took * 1000
        if seen != before:
            raise Failed(f"A change of {before} to {count} was answered with {seen}.")
        if took > 10:
            raise Failed("A change was not visible after ten seconds.")
