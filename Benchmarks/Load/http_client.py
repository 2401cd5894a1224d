"""One kept-alive connection on which a request is sent and its answer read, to look at answers before they are counted."""

import http.client
from dataclasses import dataclass


@dataclass
class Reply:
    status: int
    fields: dict[str, str]
    body: bytes
    # What came over the wire: the status line, the fields, an empty line, the body.
    size: int


class Client:
    def __init__(self, port: int):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, target: str, fields: dict[str, str] | None = None) -> Reply:
        self._connection.putrequest("GET", target, skip_accept_encoding=True)
        for name, value in (fields or {}).items():
            self._connection.putheader(name, value)
        self._connection.endheaders()
        response = self._connection.getresponse()
        body = response.read()
        lines = response.getheaders()
        head = len(f"HTTP/1.1 {response.status} {response.reason}\r\n") + sum(len(name) + len(value) + 4 for name, value in lines) + 2
        return Reply(response.status, {name.lower(): value for name, value in lines}, body, head + len(body))

    def close(self):
        self._connection.close()
