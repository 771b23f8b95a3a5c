"""The fuzzers' targets hold for their seeds and for seeds that were cut, doubled and flipped; `make fuzz` lets the fuzzers loose."""

from __future__ import annotations

import random

import pytest

from fuzz_targets import TARGETS

EACH = {"message": 250, "extraction": 120, "replies": 60, "answers": 250, "rulebook": 16}


def mutated(seed: bytes, chance: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(chance.randint(1, 4)):
        at, end = sorted((chance.randrange(len(data) + 1), chance.randrange(len(data) + 1)))
        match chance.randrange(4):
            case 0:
                del data[at : at + chance.randint(1, 40)]
            case 1:
                data[at:at] = data[at : min(end, at + 200)]
            case 2:
                data[at:at] = chance.choice(
                    (b"\x00", b"\xff\xfe", b"\r\n\r\n", b"=?utf-8?q?", b"--", b"[" * 50, b"9" * 40, b"\xe2\x80\xae")
                )
            case _:
                for place in range(at, min(end, at + 20)):
                    data[place] ^= 1 << chance.randrange(8)
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_but_an_error_of_ours_comes_out(name: str) -> None:
    target, chance = TARGETS[name], random.Random(7)
    seeds = list(target.seeds())
    assert len(seeds) > 10
    for seed in chance.sample(seeds, min(len(seeds), EACH[name] // 4)):
        target.run(seed)
    for _ in range(EACH[name]):
        target.run(mutated(chance.choice(seeds), chance))
