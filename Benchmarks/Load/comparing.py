"""Whether the peer answers what the service answers."""

import json

from http_client import Client
from processes import Failed

# Not theirs to say: when it was and who it is. A hash of the same bytes is the same, and so is the tag.
OWN = {"date", "server", "connection"}


def compare(service: int, peer: int, paths: list[str]):
    ours, theirs = Client(service), Client(peer)
    for path in paths:
        left, right = ours.get(path), theirs.get(path)
        if right.status != left.status:
            raise Failed(f"GET {path}: the service answers with {left.status}, the peer with {right.status}: {right.body[:300]!r}")
        if right.body != left.body:
            same = json.loads(right.body) == json.loads(left.body)
            raise Failed(f"GET {path}: the peer's body is not the service's, byte for byte{' (though the same as parsed JSON)' if same else ''}.")
        fields = [{name: value for name, value in reply.fields.items() if name not in OWN} for reply in (left, right)]
        if fields[0] != fields[1]:
            raise Failed(f"GET {path}: the peer's fields are not the service's: {set(fields[0].items()) ^ set(fields[1].items())}")
        again = theirs.get(path, {"If-None-Match": right.fields["etag"]})
        if again.status != 304 or again.body:
            raise Failed(f"GET {path}: the peer answers its own entity tag with {again.status}, not 304.")
    ours.close()
    theirs.close()
