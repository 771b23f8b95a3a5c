"""What lies in a file that holds others, within the limits of number, size and depth; what is left out is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipeline.reading import archives
from pipeline.reading.limits import ReadingLimits
from pipeline.reading.mails import Attachment
from pipeline.reading.naming import BROKEN, LOCKED, UNSEEN
from pipeline.reading.sniffing import is_volume


@dataclass
class Budget:
    """What is left of the limits for one part."""

    limits: ReadingLimits
    root: str  # the part's name, which its sender knows
    files: int = 0
    unpacked: int = 0

    @property
    def room(self) -> int:
        """Bytes that may still be unpacked."""
        return max(0, self.limits.unpacked_bytes - self.unpacked)

    def called(self, name: str) -> str:
        """A file as its sender knows it: "a.pdf di dalam b.zip"."""
        return name if name == self.root else f"{name} di dalam {self.root}"


@dataclass(frozen=True, kw_only=True, slots=True)
class LeftOut:
    """Why something in it, or all that follows, is not read: the end of a sentence for the sender; and what is said of it."""

    why: str
    active: str = UNSEEN
    of: str = "Arsip"


_TOO_DEEP = LeftOut(why="bersarang terlalu dalam; mohon kirim berkasnya langsung.")
_TOO_MUCH = LeftOut(why="terlalu besar atau berisi terlalu banyak berkas; sisanya tidak dibaca.")
_WITH_PASSWORD = LeftOut(why="terkunci kata sandi; mohon kirim salinan yang terbuka.", active=LOCKED)
_EMPTY = LeftOut(why="tidak berisi berkas yang dapat dibaca; mohon kirim berkasnya langsung.", active=BROKEN)
_DAMAGED = LeftOut(
    why="rusak atau tidak dapat dibuka; mohon kirim ulang, atau kirim berkasnya langsung.", active=BROKEN
)
INCOMPLETE = LeftOut(
    why="hanya sebagian dari arsip yang dipecah; mohon kirim semua bagiannya dalam satu surel, atau berkasnya langsung.",
    active=BROKEN,
)
_PACKED_OTHERWISE = LeftOut(
    why="dipampatkan dengan cara yang tidak dapat dibuka di sini; mohon kirim berkasnya langsung.", active=UNSEEN
)


def files_in(name: str, content: bytes, budget: Budget, *, depth: int) -> Iterator[Attachment | LeftOut]:
    """The files in an archive."""
    if depth >= budget.limits.depth:
        yield _TOO_DEEP
        return
    holds = False
    try:
        for member in archives.members(name, content):
            holds = True
            base = member.path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
            if base.startswith(".") or "__MACOSX" in member.path:
                continue
            if budget.files >= budget.limits.files or member.size > budget.room:
                yield _TOO_MUCH
                return
            one = _unpacked(base, member, budget, volume=is_volume(name))
            yield one
            if one is _TOO_MUCH:
                return
        if not holds:
            yield INCOMPLETE if is_volume(name) else _EMPTY
    except archives.LockedError:
        yield _WITH_PASSWORD
    except archives.UnknownMethodError:
        yield _PACKED_OTHERWISE
    except archives.BrokenError:
        yield INCOMPLETE if is_volume(name) else _DAMAGED


def _unpacked(base: str, member: archives.Member, budget: Budget, *, volume: bool) -> Attachment | LeftOut:
    """One file of an archive; of a volume, what breaks off goes on in the next one and is not damaged.

    Raises:
        BrokenError: it breaks off.
        LockedError: a password is needed.
    """
    try:
        data = member.read(budget.room + 1)
    except archives.UnknownMethodError:
        return LeftOut(
            why=f"berisi berkas yang tidak dapat dibuka di sini ({base}); mohon kirim berkas itu langsung.",
            active=BROKEN,
        )
    except archives.BrokenError:
        if volume:
            raise
        return LeftOut(why=f"berisi berkas rusak ({base}); mohon kirim ulang.", active=BROKEN)
    if len(data) > budget.room:
        return _TOO_MUCH
    budget.unpacked += len(data)
    return Attachment(name=base, content=data)


def attached(
    files: Iterable[Attachment], budget: Budget, *, depth: int, of: str = "Surel"
) -> Iterator[Attachment | LeftOut]:
    """The files of a mail or another document."""
    for one in files:
        if depth >= budget.limits.depth:
            yield replace(_TOO_DEEP, of=of)
            return
        if budget.files >= budget.limits.files or len(one.content) > budget.room:
            yield replace(_TOO_MUCH, of=of)
            return
        budget.unpacked += len(one.content)
        yield one
