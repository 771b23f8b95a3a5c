"""A second machine on this one: a network namespace at the other end of a cable that can be pulled out.

Where namespaces are not allowed, it is this machine behind a relay that stops passing anything on.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

NAMESPACE, NEAR_END, FAR_END = "nodis-far", "nodis-near0", "nodis-far0"
NEAR, FAR = "10.213.97.1", "10.213.97.2"  # at the two ends of the cable
CHUNK = 1 << 16


@dataclass
class Relay:
    """Passes TCP from an address to a port of loopback on, unless it is paused: then nothing moves and nothing is closed."""

    host: str
    to_port: int
    port: int = 0
    _open: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._open.set()
        self._listener = socket.create_server((self.host, 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def pause(self) -> None:
        self._open.clear()

    def go_on(self) -> None:
        self._open.set()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                one, _ = self._listener.accept()
                threading.Thread(target=self._pass_on, args=(one,), daemon=True).start()

    def _pass_on(self, one: socket.socket) -> None:
        self._open.wait()
        with contextlib.suppress(OSError), one, socket.create_connection(("127.0.0.1", self.to_port)) as other:
            both = selectors.DefaultSelector()
            both.register(one, selectors.EVENT_READ, other)
            both.register(other, selectors.EVENT_READ, one)
            while True:
                for key, _ in both.select():
                    said = key.fileobj.recv(CHUNK)  # type: ignore[union-attr]
                    self._open.wait()
                    if not said:
                        return
                    key.data.sendall(said)


@dataclass(frozen=True, kw_only=True)
class FarMachine:
    """How to start something there, where it finds a port of ours, and its cable."""

    prefix: tuple[str, ...]  # before a command
    host: str
    port: int
    relay: Relay

    @property
    def is_namespace(self) -> bool:
        return bool(self.prefix)

    def cut(self) -> None:
        """Pull the cable out: what is under way hangs, nobody says good-bye."""
        if self.is_namespace:
            _ip("link", "set", NEAR_END, "down")
        else:
            self.relay.pause()

    def restore(self) -> None:
        if self.is_namespace:
            _ip("link", "set", NEAR_END, "up")
        else:
            self.relay.go_on()


@contextmanager
def far_machine(port: int) -> Iterator[FarMachine]:
    """A machine that can reach a port of this one over its cable, and nothing else."""
    namespace = _make_namespace()
    relay = Relay(NEAR if namespace else "127.0.0.1", port)
    prefix = ("ip", "netns", "exec", NAMESPACE) if namespace else ()
    try:
        yield FarMachine(prefix=prefix, host=relay.host, port=relay.port, relay=relay)
    finally:
        relay.close()
        _remove_namespace()


def _make_namespace() -> bool:
    if os.getuid() != 0 or shutil.which("ip") is None:
        return False
    _remove_namespace()
    try:
        _ip("netns", "add", NAMESPACE)
        _ip("link", "add", NEAR_END, "type", "veth", "peer", "name", FAR_END)
        _ip("link", "set", FAR_END, "netns", NAMESPACE)
        _ip("addr", "add", f"{NEAR}/24", "dev", NEAR_END)
        _ip("link", "set", NEAR_END, "up")
        for there in (
            ("addr", "add", f"{FAR}/24", "dev", FAR_END),
            ("link", "set", FAR_END, "up"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-n", NAMESPACE, *there)
    except subprocess.CalledProcessError:
        _remove_namespace()
        return False
    return True


def _remove_namespace() -> None:
    if shutil.which("ip"):
        for command in (("link", "del", NEAR_END), ("netns", "del", NAMESPACE)):
            subprocess.run(["ip", *command], check=False, capture_output=True)


def _ip(*command: str) -> None:
    subprocess.run(["ip", *command], check=True, capture_output=True)
