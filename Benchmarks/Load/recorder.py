"""Stands between a program and PostgreSQL, and writes down what the program sends: the settings of its sessions, and its statements with their parameters.

So that what pgbench and the peer are given is what the service really sends, and not what somebody once copied from it.
The frontend/backend protocol 3.0: https://www.postgresql.org/docs/15/protocol-message-formats.html
"""

import asyncio
import contextlib
import os
import struct
import threading
from dataclasses import dataclass, field
from pathlib import Path

PROTOCOL = 3 << 16


@dataclass
class Step:
    """A statement as it was executed."""

    name: str  # of the prepared statement; empty: it was not prepared
    sql: str
    parameters: list[str | None] = field(default_factory=list)
    types: list[int] = field(default_factory=list)
    # Whether it was sent before the answer to the one before it had come.
    without_waiting: bool = False


class Recorder:
    def __init__(self, folder: Path, socket: str):
        """folder: where to listen, as .s.PGSQL.5432. socket: where the server listens."""
        self.folder, self.socket = folder, socket
        self.settings: dict[str, str] = {}
        self.steps: list[Step] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        listening = asyncio.start_unix_server(self._serve, self.folder / ".s.PGSQL.5432")
        asyncio.run_coroutine_threadsafe(listening, self._loop).result(10)
        os.chmod(self.folder / ".s.PGSQL.5432", 0o777)
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _hang_up(self):
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, client_reader, client_writer):
        server_reader, server_writer = await asyncio.open_unix_connection(self.socket)
        session = Session(self)
        pumps = [
            asyncio.create_task(self._pump(client_reader, server_writer, session.sent)),
            asyncio.create_task(self._pump(server_reader, client_writer, session.answered)),
        ]
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for writer in (client_writer, server_writer):
            with contextlib.suppress(OSError):
                writer.close()

    @staticmethod
    async def _pump(reader, writer, look):
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                look(data)
                writer.write(data)
                await writer.drain()


class Session:
    def __init__(self, recorder: Recorder):
        self.recorder = recorder
        self.buffers = {"sent": b"", "answered": b""}
        self.prepared: dict[str, tuple[str, list[int]]] = {}
        self.portals: dict[str, Step] = {}
        self.has_begun = False
        self.awaited = 0

    def sent(self, data: bytes):
        self.buffers["sent"] += data
        if not self.has_begun:
            buffer = self.buffers["sent"]
            if len(buffer) < 8 or len(buffer) < struct.unpack("!i", buffer[:4])[0]:
                return
            length, code = struct.unpack("!ii", buffer[:8])
            self.buffers["sent"] = buffer[length:]
            self.has_begun = True
            if code == PROTOCOL:
                words = buffer[8:length].decode().split("\0")
                self.recorder.settings = dict(zip(words[::2], words[1::2]))
        for kind, body in self._messages("sent"):
            self._take(kind, body)

    def answered(self, data: bytes):
        self.buffers["answered"] += data
        for kind, _ in self._messages("answered"):
            # Each command is answered by its completion, whatever else comes with it.
            if kind in b"CIsE":
                self.awaited = max(0, self.awaited - 1)

    def _messages(self, way: str):
        buffer = self.buffers[way]
        at = 0
        while len(buffer) - at >= 5:
            length = struct.unpack("!i", buffer[at + 1 : at + 5])[0]
            if len(buffer) - at < length + 1:
                break
            yield buffer[at], buffer[at + 5 : at + 1 + length]
            at += length + 1
        self.buffers[way] = buffer[at:]

    def _take(self, kind: int, body: bytes):
        match chr(kind):
            case "Q":
                self._execute(Step("", body[:-1].decode()))
            case "P":
                name, sql, rest = body.split(b"\0", 2)
                count = struct.unpack("!h", rest[:2])[0]
                self.prepared[name.decode()] = (sql.decode(), list(struct.unpack(f"!{count}i", rest[2 : 2 + 4 * count])))
            case "B":
                portal, name, rest = body.split(b"\0", 2)
                sql, types = self.prepared[name.decode()]
                self.portals[portal.decode()] = Step(name.decode(), sql, parameters_of(rest), types)
            case "E":
                self._execute(self.portals[body.split(b"\0", 1)[0].decode()])

    def _execute(self, step: Step):
        step.without_waiting = self.awaited > 0
        self.awaited += 1
        self.recorder.steps.append(step)


def parameters_of(rest: bytes) -> list[str | None]:
    formats = struct.unpack("!h", rest[:2])[0]
    at = 2 + 2 * formats
    count = struct.unpack("!h", rest[at : at + 2])[0]
    at += 2
    values: list[str | None] = []
    for _ in range(count):
        length = struct.unpack("!i", rest[at : at + 4])[0]
        at += 4
        values.append(None if length < 0 else rest[at : at + length].decode())
        at += max(0, length)
    return values
