"""A call in a sandbox gives what the function gives, or an error that names the mail; never a hang, never a dead service."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import UnreadableMailError
from pipeline.model import Part
from pipeline.sandbox import CallLimits, Sandbox, call_here

RULES = {"Yth.": "salam"}


def sound(text: str, *, times: int) -> tuple[Part, ...]:
    return (Part(name=text * times, content_type="x/y", content=bytes(range(256))),)


def computes_without_end() -> int:
    number = 0
    while True:
        number += 1


def matches_without_end() -> bool:
    return re.fullmatch(r"(a|a)*b", "a" * 60) is not None


def sleeps() -> None:
    time.sleep(60)


def breaks(text: str) -> None:
    raise RuntimeError(text)


def dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def takes_all_memory() -> int:
    return len(bytearray(1 << 33))


def recurses(depth: int) -> int:
    return recurses(depth + 1)


def lies() -> int:
    return "bukan angka"  # type: ignore[return-value]


def shared_rules(rules: dict[str, str]) -> str:
    return f"{id(rules)} {rules}"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1, limits=CallLimits(processor_seconds=0.5, seconds=300), shared={"rules": RULES}) as running:
        yield running


def test_it_gives_what_the_function_gives(sandbox: Sandbox) -> None:
    assert sandbox.call(sound, "surat", times=2) == call_here(sound, "surat", times=2)


def test_what_is_shared_goes_there_once(sandbox: Sandbox) -> None:
    first, again = (sandbox.call(shared_rules, RULES) for _ in range(2))
    assert first == again
    assert first.endswith(str(RULES))
    assert sandbox.call(shared_rules, dict(RULES)).split()[0] != first.split()[0]


def test_what_is_shared_anew_is_known_to_processes_that_run() -> None:
    with Sandbox(2, shared={"rules": RULES}) as sandbox, ThreadPoolExecutor(4) as threads:
        assert sandbox.call(shared_rules, RULES).endswith(str(RULES))
        newer = {"baru": "aturan"}
        sandbox.share("rules", newer)
        assert all(
            one.endswith(str(newer)) for one in threads.map(lambda _: sandbox.call(shared_rules, newer), range(8))
        )
        first, again = (sandbox.call(shared_rules, newer) for _ in range(2))
        assert first == again, "it went there once"


@pytest.mark.parametrize("without_end", [computes_without_end, matches_without_end], ids=lambda one: one.__name__)
def test_processor_time_ends_a_call_even_within_a_librarys_code(sandbox: Sandbox, without_end: object) -> None:
    with pytest.raises(UnreadableMailError, match="0,5 detik") as caught:
        sandbox.call(without_end)  # type: ignore[arg-type]
    assert str(caught.value.__context__) == "its processor time is used up"
    assert sandbox.call(sound, "berikutnya", times=1)


def test_the_clock_ends_a_call_that_only_waits() -> None:
    with Sandbox(1, limits=CallLimits(seconds=1.5)) as sandbox:
        with pytest.raises(UnreadableMailError):
            sandbox.call(sleeps)
        assert sandbox.call(sound, "berikutnya", times=1)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (lambda sandbox: sandbox.call(breaks, "rusak \ud800"), "RuntimeError: rusak"),
        (lambda sandbox: sandbox.call(dies), "ended with -9"),
        (lambda sandbox: sandbox.call(takes_all_memory), "MemoryError"),
        (lambda sandbox: sandbox.call(recurses, 0), "RecursionError"),
        (lambda sandbox: sandbox.call(lies), "lies"),
    ],
)
def test_what_breaks_is_told_and_the_next_call_is_served(sandbox: Sandbox, broken: object, says: str) -> None:
    with pytest.raises(UnreadableMailError, match="tidak dapat dibaca") as caught:
        broken(sandbox)  # type: ignore[operator]
    assert says in caught.value.detail
    assert says not in str(caught.value), "what a sender is told names nothing of the program"
    assert sandbox.call(sound, "berikutnya", times=1)


def test_threads_share_its_processes() -> None:
    with Sandbox(2) as sandbox, ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: sandbox.call(sound, "a", times=number), range(40)))
    assert [len(parts[0].name) for parts in found] == list(range(40))
