"""Starts what is measured, says how much memory it took, and stops it, whatever happens."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path


class Failed(Exception):
    """A sentence to the person who runs the benchmark."""


class Processes:
    """All that was started; each is stopped at the end, the last one first."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._running: list[Process] = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # A second Ctrl-C would leave the rest running.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for process in reversed(self._running):
            process.stop()

    def settle(self, postmaster: int):
        """Waits until nothing works any more, neither they nor PostgreSQL: what was asked for at the end of a round is not for the next."""
        quiet = 0
        for _ in range(200):
            before = self._ticks(postmaster)
            time.sleep(0.03)
            quiet = quiet + 1 if self._ticks(postmaster) == before else 0
            if quiet == 2:
                return

    def _ticks(self, postmaster: int) -> int:
        return sum(process.ticks() for process in self._running) + ticks_of(family_of(postmaster))

    def start(self, name: str, command: list, environment: dict | None = None, cwd: Path | None = None) -> "Process":
        process = Process(name, command, self.folder / f"{name}.log", environment, cwd)
        self._running.append(process)
        return process


class Process:
    def __init__(self, name, command, log: Path, environment, cwd):
        self.name, self.log = name, log
        with log.open("wb") as output:
            # In a session of its own: Ctrl-C is for the benchmark, which stops it in its turn.
            self._popen = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env=os.environ | (environment or {}), cwd=cwd, start_new_session=True,
            )  # fmt: skip
        self.pid = self._popen.pid

    def until(self, is_ready, seconds: float, what: str):
        """Waits until is_ready gives something, and returns that."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._popen.poll() is not None:
                raise Failed(f"{self.name} stopped by itself:\n{self.tail()}")
            if found := is_ready():
                return found
            time.sleep(0.1)
        raise Failed(f"{self.name} did not {what} within {seconds:.0f} seconds:\n{self.tail()}")

    def tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def stop(self):
        if self._popen.poll() is None:
            self._popen.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._popen.wait(30)
        if self._popen.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self._popen.wait(10)

    # Memory, in KiB: of the process and its children (the workers of nginx and uvicorn), each with what it shares with the others.

    def peak(self) -> int:
        return self._memory("VmHWM")

    def resident(self) -> int:
        return self._memory("VmRSS")

    def forget_peak(self):
        for pid in self._family():
            with contextlib.suppress(OSError):
                Path(f"/proc/{pid}/clear_refs").write_text("5")

    def ticks(self) -> int:
        """How much of a core's time they took, in hundredths of a second."""
        return ticks_of(self._family())

    def _memory(self, field: str) -> int:
        total = 0
        for pid in self._family():
            with contextlib.suppress(OSError):
                total += int(re.search(rf"^{field}:\s*(\d+) kB", Path(f"/proc/{pid}/status").read_text(), re.M)[1])
        return total

    def _family(self) -> list[int]:
        return family_of(self.pid)


def family_of(pid: int) -> list[int]:
    family, more = [], [pid]
    while more:
        pid = more.pop()
        family.append(pid)
        with contextlib.suppress(OSError):
            more += [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return family


def ticks_of(pids: list[int]) -> int:
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            # The name, in parentheses, may hold spaces. utime and stime are the fields 14 and 15 (proc(5)).
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total


def run(command: list, seconds: float, environment: dict | None = None, **options) -> str:
    """Runs a program to its end, and gives what it printed."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=seconds, env=os.environ | (environment or {}), **options)
    except subprocess.TimeoutExpired:
        raise Failed(f"{words[0]} took more than {seconds:.0f} seconds: {' '.join(words)}") from None
    if done.returncode != 0:
        raise Failed(f"{' '.join(words)} failed with {done.returncode}:\n{done.stderr[-2000:]}{done.stdout[-2000:]}")
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
