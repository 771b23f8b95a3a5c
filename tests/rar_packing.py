"""Packs bytes as RAR does: repeats as distance and length, Huffman codes of their own for each file (its methods 1 to 5).

No free program writes compressed RAR. This makes one block a file of up to 64 kB, of literals and repeats; no filters, no PPMd.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MOST = 1 << 16
_LONGEST = 64  # of one repeat
_MOST_BITS = 15  # of one code
_LOW_FROM = 10  # distances from this slot on have a code of their own for their lowest four bits


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """How many symbols each code has, and where lengths begin."""

    sizes: tuple[int, int, int, int]  # main, distances, their lowest bits, repeated lengths
    first_length: int  # the main symbol of the shortest repeat
    shortest: int
    longer: tuple[int, ...]  # a repeat from this far away is one longer than it says


RAR4 = Grammar(sizes=(299, 60, 17, 28), first_length=271, shortest=3, longer=(0x2000,))
RAR5 = Grammar(sizes=(306, 64, 16, 44), first_length=262, shortest=2, longer=(0x101, 0x2001))
_END_OF_FILE = 256  # of RAR4, followed by two bits: another file comes, with codes of its own
_MAIN, _FAR, _LOW = range(3)
Word = tuple[int, int, int]  # code, symbol, -1; or -1, value, number of bits


def packed_rar4(content: bytes, *, before: bytes = b"") -> bytes:
    """The content for a file header of version 29; `before` is what the archive's earlier files hold, where it is solid."""
    assert len(before + content) < _MOST
    words = [*_words(content, before, RAR4), (_MAIN, _END_OF_FILE, -1), (-1, 1, 2)]
    return _bytes("00" + _in_bits(words, RAR4))[0]


def packed_rar5(content: bytes, *, before: bytes = b"") -> bytes:
    """The content for a file header of version 0 of the algorithm."""
    assert len(before + content) < _MOST
    stream, last = _bytes(_in_bits(list(_words(content, before, RAR5)), RAR5))
    flags = 0x80 | 0x40 | 1 << 3 | last - 1  # codes follow, the last block, two bytes of size
    size = len(stream).to_bytes(2, "little")
    return bytes([flags, 0x5A ^ flags ^ size[0] ^ size[1]]) + size + stream


def _words(content: bytes, before: bytes, grammar: Grammar) -> Iterator[Word]:
    """Literals, and repeats of what was there before, as soon as four bytes are the same."""
    whole, at, seen = before + content, len(before), dict[bytes, int]()
    for place in range(len(before) - 3):
        seen[whole[place : place + 4]] = place
    while at < len(whole):
        source, length = seen.get(whole[at : at + 4]), 0
        if source is not None:
            while length < min(_LONGEST, len(whole) - at) and whole[source + length] == whole[at + length]:
                length += 1
        if source is None or length < 4:
            yield _MAIN, whole[at], -1
            length = 1
        else:
            yield from _repeat(at - source, length, grammar)
        for place in range(at, min(at + length, len(whole) - 3)):
            seen[whole[place : place + 4]] = place
        at += length


def _repeat(distance: int, length: int, grammar: Grammar) -> Iterator[Word]:
    said = length - grammar.shortest - sum(distance >= far for far in grammar.longer)
    slot, rest, bits = _slot(said, direct=8, each=4)
    yield _MAIN, grammar.first_length + slot, -1
    yield -1, rest, bits
    slot, rest, bits = _slot(distance - 1, direct=4, each=2)
    yield _FAR, slot, -1
    if slot < _LOW_FROM:
        yield -1, rest, bits
    else:
        yield -1, rest >> 4, bits - 4
        yield _LOW, rest & 0xF, -1


def _slot(value: int, *, direct: int, each: int) -> tuple[int, int, int]:
    """A number as a slot (each power of two has `each`), what is to be added to where it begins, and in how many bits."""
    if value < direct:
        return value, 0, 0
    bits = value.bit_length() - each.bit_length()
    return (bits + 1) * each + (value >> bits) - each, value & (1 << bits) - 1, bits


def _in_bits(words: Sequence[Word], grammar: Grammar) -> str:
    """The lengths of all codes, then the words. The lengths' own code has four bits for each length, which is the length itself."""
    counts = [Counter(symbol for code, symbol, _ in words if code == one) for one in range(len(grammar.sizes))]
    lengths = [_lengths(count, size) for count, size in zip(counts, grammar.sizes, strict=True)]
    head = "0100" * 16 + "0000" * 4 + "".join(f"{length:04b}" for code in lengths for length in code)
    codes = [_codes(code) for code in lengths]
    body = (codes[code][value] if code >= 0 else f"{value:0{bits}b}" if bits else "" for code, value, bits in words)
    return head + "".join(body)


def _lengths(count: Counter[int], size: int) -> list[int]:
    """How long each symbol's Huffman code is; 0 where it has none."""
    found = [0] * size
    heap = [(times, symbol, [symbol]) for symbol, times in count.items()]
    heapq.heapify(heap)
    if len(heap) == 1:  # readers refuse a code that leaves bits without a meaning
        found[heap[0][1]] = found[heap[0][1] - 1] = 1
    while len(heap) > 1:
        (rare, _, left), (often, first, right) = heapq.heappop(heap), heapq.heappop(heap)
        for symbol in left + right:
            found[symbol] += 1
        heapq.heappush(heap, (rare + often, first, left + right))
    assert max(found) <= _MOST_BITS
    return found


def _codes(lengths: Sequence[int]) -> dict[int, str]:
    """Canonical: shorter codes first, symbols in their order."""
    made, code, before = dict[int, str](), 0, 0
    for length, symbol in sorted((length, symbol) for symbol, length in enumerate(lengths) if length):
        code <<= length - before
        made[symbol], before = f"{code:0{length}b}", length
        code += 1
    return made


def _bytes(bits: str) -> tuple[bytes, int]:
    """Bits from the highest of each byte on; and how many bits of the last byte are used."""
    used = len(bits) % 8 or 8
    return int(bits + "0" * (8 - used), 2).to_bytes((len(bits) + 7) // 8, "big"), used
