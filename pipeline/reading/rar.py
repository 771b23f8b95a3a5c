"""Which file of a RAR 5 archive needs a password: libarchive 3.6 gives its ciphertext for the file. Runs in the reading process only."""

from __future__ import annotations

from collections.abc import Iterator

_MAGIC = b"Rar!\x1a\x07\x01\x00"
_CRC = 4  # bytes before each block's size
_FILE, _WITH_EXTRA, _WITH_DATA, _GOES_ON = 2, 1, 2, 8  # kind of block, and flags
_ENCRYPTION = 1  # kind of extra record


def first_locked(content: bytes) -> int | None:
    """The place among its files of the first that is encrypted; None where none is, or the archive is no RAR 5 or damaged before that.

    Source: https://www.rarlab.com/technote.htm. Volumes may stand one behind the other.
    """
    at, files = 0, 0
    if not content.startswith(_MAGIC):
        return None
    try:
        while at < len(content):
            if content.startswith(_MAGIC, at):
                at += len(_MAGIC)
                continue
            size, at = _number(content, at + _CRC)
            end = at + size
            kind, at = _number(content, at)
            flags, at = _number(content, at)
            extra, at = _number(content, at) if flags & _WITH_EXTRA else (0, at)
            data, at = _number(content, at) if flags & _WITH_DATA else (0, at)
            if kind == _FILE and not flags & _GOES_ON:
                if _ENCRYPTION in _kinds(content[max(at, end - extra) : end]):
                    return files
                files += 1
            at = end + data
    except IndexError:
        pass
    return None


def _kinds(extra: bytes) -> Iterator[int]:
    at = 0
    while at < len(extra):
        size, at = _number(extra, at)
        yield _number(extra, at)[0]
        at += size


def _number(content: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, lowest first, ten bytes at most; and where it ends.

    Raises:
        IndexError: it has no end.
    """
    found = 0
    for place in range(10):
        found |= (content[at + place] & 0x7F) << 7 * place
        if content[at + place] < 0x80:  # noqa: PLR2004 - the bit that says that more follow
            return found, at + place + 1
    raise IndexError
