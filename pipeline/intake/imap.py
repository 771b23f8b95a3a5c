"""An IMAP folder as mailbox (imapclient): new is what has a new UID, size asked first, BODY.PEEK, IDLE where there is."""

from __future__ import annotations

import contextlib
import logging
import ssl
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    LoginError,
)
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from pipeline.errors import MailboxError, MessageError, MessageGoneError, TokenError
from pipeline.intake.imap_answers import UNREADABLE, content_of, received_at, size_of
from pipeline.intake.mailboxes import Incoming
from pipeline.intake.positions import Forgetful, Memory, Position
from pipeline.tokens import Password, Tokens, shown

T = TypeVar("T")
TIMEOUT = 60.0  # seconds a server may stay silent
IDLE_SECONDS = 9 * 60  # servers may drop an IDLE after 30 minutes (RFC 2177), gateways much sooner
POLL_SECONDS = 15.0  # without IDLE
BATCH = 200  # sizes asked for in one command
TOGETHER = 25  # small messages fetched in one command
SMALL = 64 * 1024  # bytes
HEADER = 256 * 1024  # bytes of headers at most
MOST_REFUSED = 3  # messages in succession that a server does not give: then it gives none
# Something behind the server is down for now, which says nothing of the password (RFC 5530 3).
UNAVAILABLE = "[UNAVAILABLE]"
_DROPPED = (OSError, IMAPClientAbortError, EOFError)
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class ImapPlace:
    """Where the folder is and how to get there."""

    host: str
    port: int
    user: str
    folder: str
    tls: bool
    starttls: bool
    done_folder: str | None = None  # messages are moved there once stored; only marked as seen where None
    ca_file: str | None = None  # of a certificate authority of the office's own
    timeout: float = TIMEOUT

    @property
    def name(self) -> str:
        """The folder as no other is called."""
        return f"{self.user}@{self.host}/{self.folder}"


class ImapMailbox:
    """One folder over one connection, made again when it drops."""

    def __init__(
        self, place: ImapPlace, *, password: Password, tokens: Tokens | None = None, memory: Memory | None = None
    ) -> None:
        self._place = place
        self._memory = memory or Forgetful()
        self._position: Position | None = None  # as of the last look
        self._owed: list[int] = []  # found at the last look, and not stored since
        self._password = password
        self._tokens = tokens
        self._client: Any = None
        self._idles = False
        self._next: dict[int, tuple[int, ...]] = {}  # small messages that are fetched with each small one
        self._bodies: dict[int, bytes] = {}  # fetched, and not asked for yet
        self._refused = 0  # messages that the server did not give, one after the other
        self._newest: tuple[int, int | None] = (0, None)  # UIDVALIDITY and UIDNEXT, when the folder was last opened
        self._reconnect()
        self._looked_at: tuple[int, int | None] = self._newest  # what it was when messages were last asked for

    @property
    def _validity(self) -> int:
        return self._newest[0]

    def waiting(self, but_not: Collection[str] = ()) -> Iterator[Incoming]:
        """Messages not yet stored, read by others or not, oldest first; one that another client removes meanwhile is left out.

        One of which the server does not even tell the size is among them: whoever fetches it hears why.
        """
        uids = [uid for uid in self._look() if self._key(uid, self._validity) not in but_not]
        for start in range(0, len(uids), BATCH):
            batch = uids[start : start + BATCH]
            validity = self._validity
            facts = self._together(batch, ["RFC822.SIZE", "INTERNALDATE"], alone=True)
            small = [uid for uid in batch if uid in facts and size_of(facts[uid], SMALL) < SMALL]
            self._next = {uid: tuple(small[place : place + TOGETHER]) for place, uid in enumerate(small)}
            for uid in batch:
                if self._validity != validity:
                    return  # the folder was made anew: uids mean other messages now
                if uid in facts:
                    yield self._incoming(uid, facts[uid])

    def _look(self) -> list[int]:
        """UIDs of what is to be taken in; the first look at a folder settles what of it is history."""
        folder = self._place.name
        known = self._memory.load(folder)
        found = self._steadily(lambda: self._search(known))
        if known is None or known.validity != self._validity:
            first = max(found, default=0) + 1
            known = Position(validity=self._validity, next=1, first=first, since=self._memory.since(folder))
            self._memory.save(folder, known)
        self._position, self._owed = known, known.owed(found)
        return list(self._owed)

    def _search(self, known: Position | None) -> list[int]:
        self._open(self._client)
        self._looked_at = self._newest
        goes_on = known is not None and known.validity == self._validity
        return list(self._client.search(["UID", known.wanted if known and goes_on else "1:*"]))

    def _incoming(self, uid: int, facts: dict[bytes, Any]) -> Incoming:
        received, validity = received_at(facts), self._validity
        return Incoming(
            key=self._key(uid, validity),
            size=size_of(facts, 0),
            received_at=received,
            history=self._position is not None and self._position.is_history(uid, received),
            fetch=lambda most: self._body(uid, validity, most),
            headers=lambda: self._fetch(uid, validity, f"BODY.PEEK[HEADER]<0.{HEADER}>"),
        )

    def _key(self, uid: int, validity: int) -> str:
        return f"imap:{self._place.name}:{validity}:{uid}"

    def _body(self, uid: int, validity: int, most: int) -> bytes:
        """A message; with a small one come the small ones that follow it, and wait here to be asked for."""
        if uid not in self._bodies and (uids := self._next.get(uid)):
            answer = self._together(uids, [f"BODY.PEEK[]<0.{SMALL}>"])
            for one in uids:  # each of them is here now, or fetched alone
                self._next.pop(one, None)
            if self._validity == validity:
                self._bodies = {one: body for one, told in answer.items() if (body := content_of(told)) is not None}
        found = self._bodies.pop(uid, b"") if self._validity == validity else b""
        if found and len(found) < SMALL:
            return found
        return self._fetch(uid, validity, f"BODY.PEEK[]<0.{most}>")

    def _fetch(self, uid: int, validity: int, item: str) -> bytes:
        """What the server gives of one message, or why it does not; a server that gives nothing at all is a mailbox that fails."""
        try:
            answer = self._steadily(lambda: self._client.fetch([uid], [item])) if self._validity == validity else {}
        except _RefusedError as error:
            self._refused += 1
            if self._refused >= MOST_REFUSED:
                raise MailboxError(str(error), advice=error.advice) from error
            raise MessageError(
                f"surel dengan UID {uid} tidak diberikan server ({error})", advice=error.advice
            ) from error
        if self._validity != validity or uid not in answer:
            raise MessageGoneError(
                f"surel dengan UID {uid} hilang dari kotak surat sebelum diambil",
                advice="Tidak ada yang perlu dilakukan.",
            )
        content = content_of(answer[uid])
        if content is None:
            raise MessageError(
                f"surel dengan UID {uid} diberikan server tanpa isi",
                advice="Dicoba lagi dengan jeda yang makin panjang.",
            )
        self._refused = 0
        return content

    def _together(self, uids: Sequence[int], items: list[str], *, alone: bool = False) -> dict[int, dict[bytes, Any]]:
        """What the server tells of messages: where it refuses them together, of each half; of one by itself only if `alone`."""
        if len(uids) == 1 and not alone:
            return {}
        try:
            return dict(self._once(lambda: self._client.fetch(list(uids), items)))
        except _RefusedError as error:
            log.warning("kotak surat menolak %s surel sekaligus, dicoba dalam dua bagian: %s", len(uids), error)
        if len(uids) == 1:
            return {uids[0]: {}}
        half = len(uids) // 2
        validity = self._validity
        found = self._together(uids[:half], items, alone=alone)
        return found | self._together(uids[half:], items, alone=alone) if self._validity == validity else {}

    def done(self, *stored: Incoming) -> None:
        """Remember them, mark them as seen for people, and move them where a folder for it is configured."""
        places = [incoming.key.rsplit(":", 2) for incoming in stored]
        uids = [int(uid) for _, validity, uid in places if int(validity) == self._validity]
        if uids and self._position and self._position.validity == self._validity:
            self._position = self._position.after(uids, self._owed)
            self._owed = [uid for uid in self._owed if uid not in set(uids)]
            self._memory.save(self._place.name, self._position)

        def mark() -> None:
            self._client.add_flags(uids, [b"\\Seen"], silent=True)
            if self._place.done_folder:
                if not self._client.folder_exists(self._place.done_folder):
                    self._client.create_folder(self._place.done_folder)
                self._client.move(uids, self._place.done_folder)

        if uids:
            self._steadily(mark)

    def wait(self, seconds: float) -> bool:
        """IDLE until the server says something; a poll's pause where it knows no IDLE.

        A server tells of a new message once: of one that came while others were fetched, in the answer to a command that
        asked for something else, and IDLE would never speak of it. So the folder is opened once more before.
        """
        if not self._idles:
            time.sleep(min(seconds, POLL_SECONDS))
            return True
        self._steadily(lambda: self._open(self._client))
        if self._newest != self._looked_at:
            return True
        try:
            self._client.idle()
            try:
                said = self._client.idle_check(timeout=min(seconds, IDLE_SECONDS))
            finally:
                self._client.idle_done()
        except _DROPPED:
            log.info("sambungan kotak surat terputus ketika menunggu, disambung lagi")
            self._reconnect()
            return True
        except (IMAPClientError, *UNREADABLE) as error:
            log.warning("kotak surat menolak IDLE, ditanya berkala saja: %s", error)
            self._reconnect()
            self._idles = False
            return True
        return bool(said)

    def close(self) -> None:
        """Log out."""
        if self._client is not None:
            try:
                self._client.logout()
            except (*_DROPPED, IMAPClientError):
                log.debug("logout gagal", exc_info=True)
            self._drop()

    # ------------------------------------------------------------------------------------------------- connection

    def _drop(self) -> None:
        """Let go of a connection that nobody answers on any more."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(*_DROPPED, IMAPClientError):
                client.shutdown()

    def _steadily(self, do: Callable[[], T]) -> T:
        """Do it; where the connection drops, once more on a new one."""
        try:
            return self._once(do)
        except _DroppedError:
            log.info("sambungan kotak surat terputus, disambung lagi")
            return self._once(do)

    def _once(self, do: Callable[[], T]) -> T:
        """Do it on a connection that stands.

        Raises:
            _DroppedError: the server closed the connection over it, or fell silent.
            _RefusedError: it said NO, or something that is no answer.
            MailboxError: it cannot be reached any more.
        """
        if self._client is None:
            self._reconnect()
        try:
            return do()
        except _DROPPED as error:
            self._drop()
            raise _DroppedError(
                f"kotak surat terputus: {error}", advice="Dicoba lagi pada putaran berikutnya."
            ) from error
        except IMAPClientError as error:
            raise _RefusedError(f"kotak surat menolak: {error}", advice="Periksa folder dan haknya.") from error
        except UNREADABLE as error:
            self._drop()  # who knows what else it would say on this one
            raise _RefusedError(
                f"jawaban kotak surat tidak dapat dibaca: {type(error).__name__}", advice="Lihat log server surel."
            ) from error

    def _reconnect(self) -> None:
        self._drop()
        attempts = Retrying(
            retry=retry_if_exception_type(_UnreachableError),
            stop=stop_after_attempt(4),
            wait=wait_exponential(multiplier=0.2, max=5),
            reraise=True,
        )
        attempts(self._connect)

    def _connect(self) -> None:
        place = self._place
        context = ssl.create_default_context(cafile=place.ca_file)
        try:
            self._client = client = IMAPClient(
                place.host,
                port=place.port,
                ssl=place.tls,
                ssl_context=context if place.tls else None,
                timeout=place.timeout,
            )
            client.normalise_times = False  # its own reckoning in local time fails at the ends of the calendar
            if place.starttls:
                client.starttls(context)
            self._log_in(client)
            self._open(client)
        except LoginError as error:
            self._drop()
            if isinstance(error.__context__, IMAPClientAbortError):
                raise _UnreachableError(
                    f"{place.host}:{place.port} memutus sambungan saat masuk: {error}", advice="Periksa jaringan."
                ) from error
            if UNAVAILABLE in str(error):
                raise _UnreachableError(
                    f"{place.host} tidak dapat melayani: {error}", advice="Lihat log server surel bila berulang."
                ) from error
            advice = "Periksa pengguna pada mailbox.url dan NODIS_MAILBOX__PASSWORD (atau [oauth])."
            raise MailboxError(f"{place.host} menolak masuk sebagai {place.user}: {error}", advice=advice) from error
        except ssl.SSLCertVerificationError as error:
            self._drop()
            advice = "Sertifikat server harus sah untuk nama itu; tidak ada sambungan tanpa enkripsi sebagai gantinya."
            raise MailboxError(f"sertifikat {place.host} tidak sah: {error.verify_message}", advice=advice) from error
        except CapabilityError as error:
            self._drop()
            raise MailboxError(f"{place.host} tidak mendukung STARTTLS", advice="Pakai imaps://.") from error
        except IMAPClientReadOnlyError as error:  # of the kind "dropped" by the library's reckoning
            self._drop()
            advice = "Beri akun itu hak menulis: surel yang tidak dapat ditandai akan datang berulang-ulang."
            raise MailboxError(f"folder {place.folder} hanya dapat dibaca", advice=advice) from error
        except _DROPPED as error:
            self._drop()
            raise _UnreachableError(
                f"{place.host}:{place.port} tidak dapat dihubungi: {error}", advice="Periksa jaringan."
            ) from error
        except IMAPClientError as error:
            raise MailboxError(
                f"folder {place.folder}: {error}", advice="Periksa nama folder pada mailbox.url."
            ) from error
        self._idles = client.has_capability("IDLE")

    def _open(self, client: Any) -> None:
        """Select the folder: what it tells is of this very moment."""
        selected = client.select_folder(self._place.folder)
        validity = int(selected.get(b"UIDVALIDITY", 0))
        if validity != self._validity:
            self._next, self._bodies = {}, {}
        self._newest = (validity, selected.get(b"UIDNEXT"))

    def _log_in(self, client: Any) -> None:
        """By password, else by access token."""
        user = self._place.user
        if self._tokens is None:
            client.login(user, shown(self._password))
            return
        try:
            self._tokens.log_in(lambda token: client.oauth2_login(user, token), refused=LoginError)
        except TokenError as error:
            self._drop()
            raise MailboxError(str(error), advice=error.advice) from error


class _RefusedError(MailboxError):
    """The server does not do what was asked; it may do other things."""


class _DroppedError(_RefusedError):
    """It closed the connection over it."""


class _UnreachableError(MailboxError):
    """The server does not answer; worth another try."""
