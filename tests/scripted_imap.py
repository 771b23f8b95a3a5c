"""An IMAP server on loopback that does what a test tells it: drops, lies, forgets, dawdles (RFC 3501, 2177).

It keeps a folder of messages and speaks the few commands that nodis uses. A `Fault` is asked before each command and may say
something else, or close the connection by `Drop`.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime


class Drop(Exception):  # noqa: N818 - no error: it is what the test wants
    """Close the connection now."""


@dataclass
class Box:
    """The folder, and how the server behaves; `said` is all that clients said."""

    messages: dict[int, bytes] = field(default_factory=dict)  # by uid
    seen: set[int] = field(default_factory=set)
    validity: int = 1
    capabilities: str = "IMAP4rev1 IDLE"
    read_only: bool = False
    received: dict[int, datetime] = field(default_factory=dict)  # INTERNALDATE; now where it is not named
    sizes: dict[int, int] = field(default_factory=dict)  # what it says a message's size is
    fault: Callable[[Session, str, str], bool] | None = None  # session, tag, command; True: it has answered
    said: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0


class Session:
    """One connection."""

    def __init__(self, box: Box, connection: socket.socket, context: ssl.SSLContext | None) -> None:
        self.box = box
        self.socket = connection
        self.context = context
        self.file = connection.makefile("rb")

    def close(self) -> None:
        self.file.close()
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def line(self, text: str) -> None:
        self.send(text.encode() + b"\r\n")

    def run(self) -> None:
        self.line(f"* OK [CAPABILITY {self.box.capabilities}] ready")
        while raw := self.file.readline():
            said = raw.decode("latin-1").rstrip("\r\n")
            self.box.said.append(said)
            tag, _, command = said.partition(" ")
            if self.box.fault and self.box.fault(self, tag, command):
                continue
            self.answer(tag, command)
            if command.upper().startswith("LOGOUT"):
                return

    def answer(self, tag: str, command: str) -> None:
        """As a sound server would."""
        box = self.box
        name = command.upper().removeprefix("UID ").partition(" ")[0]
        done = f"{tag} OK done"
        if name == "CAPABILITY":
            self.line(f"* CAPABILITY {box.capabilities}")
        elif name == "STARTTLS" and self.context:
            self.line(done)
            self.socket = self.context.wrap_socket(self.socket, server_side=True)
            self.file = self.socket.makefile("rb")
            return
        elif name in ("SELECT", "EXAMINE"):
            self.line(f"* {len(box.messages)} EXISTS")
            self.line(f"* OK [UIDVALIDITY {box.validity}] valid")
            self.line(f"* OK [UIDNEXT {max(box.messages, default=0) + 1}] next")
            done = f"{tag} OK [{'READ-ONLY' if box.read_only else 'READ-WRITE'}] done"
        elif name in ("SEARCH", "FETCH", "STORE"):
            self.about_messages(name, command)
        elif name == "IDLE":
            self.line("+ idling")
            self.file.readline()
        elif name == "LOGOUT":
            self.line("* BYE")
        elif name not in ("LOGIN", "NOOP"):
            done = f"{tag} BAD {name} unknown"
        self.line(done)

    def about_messages(self, name: str, command: str) -> None:
        box = self.box
        if name == "SEARCH":
            asked = _uids(command.upper().replace("SEARCH UID", "SEARCH"), last=max(box.messages, default=0))
            waiting = " ".join(str(uid) for uid in box.messages if uid in asked)
            self.line(f"* SEARCH {waiting}".rstrip())
            return
        for uid in _uids(command):
            if name == "STORE":
                box.seen.add(uid)
            elif uid in box.messages:
                self.send(self.fetched(uid, command))

    def fetched(self, uid: int, command: str) -> bytes:
        """The answer to FETCH for one message."""
        box, raw = self.box, self.box.messages[uid]
        number = list(box.messages).index(uid) + 1
        if "RFC822.SIZE" in command:
            size = box.sizes.get(uid, len(raw))
            date = f'"{box.received.get(uid, datetime.now(UTC)):%d-%b-%Y %H:%M:%S %z}"'
            return f"* {number} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE {date})\r\n".encode()
        content, item = raw, "BODY[]"
        if "HEADER" in command:
            content, item = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n", "BODY[HEADER]"
        elif part := re.search(r"<(\d+)\.(\d+)>", command):
            content, item = raw[int(part[1]) :][: int(part[2])], f"BODY[]<{part[1]}>"
        return f"* {number} FETCH (UID {uid} {item} {{{len(content)}}}\r\n".encode() + content + b")\r\n"


def _uids(command: str, last: int = 0) -> list[int]:
    """The UIDs of a command; `*` is the last one, also where the range begins above it (RFC 3501 6.4.8)."""
    listed = command.upper().removeprefix("UID ").split()[1]
    uids: list[int] = []
    for one in listed.split(","):
        first, _, end = one.partition(":")
        ends = sorted((int(first), last if end == "*" else int(end or first)))
        uids += range(ends[0], ends[1] + 1)
    return uids


@contextmanager
def scripted_imap(box: Box, *, context: ssl.SSLContext | None = None, tls: bool = False) -> Iterator[Box]:
    """Serve the box; with `tls` from the first byte, else a context is for STARTTLS."""
    listener = socket.create_server(("127.0.0.1", 0))
    box.port = listener.getsockname()[1]
    open_ones: list[socket.socket] = []

    def serve(connection: socket.socket) -> None:
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError, Drop, ssl.SSLError):
            stack.callback(connection.close)
            if tls and context:
                connection = stack.enter_context(context.wrap_socket(connection, server_side=True))
            open_ones.append(connection)
            session = Session(box, connection, context)
            stack.callback(session.close)
            session.run()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                box.connections += 1
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield box
    finally:
        listener.close()
        for connection in open_ones:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def once(what: str, do: Callable[[Session, str, str], None]) -> Callable[[Session, str, str], bool]:
    """A fault at the first command that contains `what`."""
    left = [True]

    def fault(session: Session, tag: str, command: str) -> bool:
        if what in command.upper() and left:
            left.clear()
            do(session, tag, command)
            return True
        return False

    return fault


def drop(_session: Session, _tag: str, _command: str) -> None:
    raise Drop


def drop_within(session: Session, _tag: str, command: str) -> None:
    """Half of the answer, then nothing more."""
    whole = session.fetched(_uids(command)[0], command)
    session.send(whole[: len(whole) // 2])
    raise Drop


def dawdle(session: Session, tag: str, command: str) -> None:
    """The right answer in crumbs."""
    whole = b"".join(session.fetched(uid, command) for uid in _uids(command)) + f"{tag} OK done\r\n".encode()
    for at in range(0, len(whole), 100):
        session.send(whole[at : at + 100])
        time.sleep(0.02)
