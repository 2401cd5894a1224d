"""Whether the peer answers what the service answers."""

import json

from http_client import Client
from processes import Failed

# Not theirs to say: when it was and who it is. A hash of the same bytes is the same, and so is the tag.
OWN = {"date", "server", "connection"}
OF_THE_BODY = {"content-type", "content-length"}


def common_fields(service: int, paths: list[str]) -> dict[str, str]:
    """The fields that the service sends with every answer, whatever it is."""
    client = Client(service)
    replies = [set(client.get(path).fields.items()) for path in paths]
    client.close()
    # The revision is the same in each as well, and still that of the answer.
    return {name: value for name, value in set.intersection(*replies) if name not in OWN | OF_THE_BODY | {"register-revision"}}


def changing_fields(service: int, path: str) -> set[str]:
    """Those that are another text in each answer to the same request, such as its number."""
    client = Client(service)
    first, second = client.get(path).fields, client.get(path).fields
    client.close()
    return {name for name in first.keys() | second.keys() if first.get(name) != second.get(name)}


def compare(service: int, peer: int, paths: list[str]):
    ours, theirs = Client(service), Client(peer)
    own = OWN | changing_fields(service, paths[0])
    for path in paths:
        left, right = ours.get(path), theirs.get(path)
        if right.status != left.status:
            raise Failed(f"GET {path}: the service answers with {left.status}, the peer with {right.status}: {right.body[:300]!r}")
        if right.body != left.body:
            same = json.loads(right.body) == json.loads(left.body)
            raise Failed(f"GET {path}: the peer's body is not the service's, byte for byte{' (though the same as parsed JSON)' if same else ''}.")
        fields = [{name: value for name, value in reply.fields.items() if name not in own} for reply in (left, right)]
        if fields[0] != fields[1]:
            raise Failed(f"GET {path}: the peer's fields are not the service's: {set(fields[0].items()) ^ set(fields[1].items())}")
        again = theirs.get(path, {"If-None-Match": right.fields["etag"]})
        if again.status != 304 or again.body:
            raise Failed(f"GET {path}: the peer answers its own entity tag with {again.status}, not 304.")
    ours.close()
    theirs.close()
