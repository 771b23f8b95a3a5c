"""Mail made to keep its reader busy: read in linear time or stopped after two seconds of processor time; the others go on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from fuzz_targets import NOW, OWN, ZONE, rulebook
from heavy_mails import FAMILIES, HEAD, LETTER
from linear_time import assert_linear
from office_folder import answer, make_office, put, sent, typed_letter
from pipeline import intake, replies, service, sop
from pipeline.characters import printable_record
from pipeline.cli.main import app
from pipeline.config import default_rules, shipped_letter_models
from pipeline.errors import UnreadableMailError
from pipeline.model import MailKind
from pipeline.replies import OwnWords
from pipeline.rulebook import Directory, Trust
from pipeline.sandbox import Sandbox
from pipeline.tagging import LetterModels
from pipeline.understanding import understand_mail

AT = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Asia/Makassar"))
CASES = Path(__file__).parent.parent / "cases" / "bugs"
DIRECTORY = Directory()
SMALL = 25_000  # bytes; twice as much is measured beside it
# Letters that are read by the models, too, each of some thousand candidates, clauses or tokens.
BY_MODELS = (
    "weekdays", "since a weekday", "addresses", "dates", "labelled addresses", "bracketed numbers", "personal numbers", "single digits",
    "dotted letters", "letter lines", "joined numbers", "long words", "access rows", "access lines", "logs", "label lines", "names",
)  # fmt: skip
LONGEST = 2 * SMALL  # bytes of a long letter
# By name in the demands: 200 kB of words, 20,000 parts, 1.4 MB of encoded words, a line of 10 MB.
LARGE = {
    "Yth.": 200_000, "(x)": 200_000, "labels": 200_000, "label lines": 200_000, "quotes in a line": 200_000, "quote lines": 200_000,
    "digits": 10_000_000, "commas": 200_000, "Re:": 200_000, "<div>": 2_000_000, "<span style>": 2_000_000, "<table>": 2_000_000,
    "<blockquote>": 2_000_000, "parts": 20_000 * 11, "small files": 20_000 * 110, "encoded words in Subject": 1_400_000,
    "encoded words in Cc": 1_400_000, "half encoded words": 1_400_000, "colons in To": 1_400_000, "brackets in Cc": 1_400_000,
    "open comments in Cc": 1_400_000, "quotes in Cc": 1_400_000, "addresses in Cc": 1_400_000, "base64 soup": 10_000_000,
    "nested parts": 1_400_000, "nested mails": 1_400_000, "crossed boundaries": 1_400_000, "selain itu": 200_000, "parameters": 1_400_000,
    "continued parameters": 1_400_000, "References": 1_400_000, "forwards in forwards": 1_400_000, "many headers": 1_400_000,
}  # fmt: skip


def read_whole(raw: bytes) -> OwnWords:
    """All that is done with the text of a mail: parsed, read as a letter, and understood as a reply."""
    rules = rulebook()
    mail = intake.parse(raw, kinds=rules.kinds, trust=Trust(authserv_id="mx.example"), own=OWN)
    understand_mail(
        replace(mail, kind=MailKind.LETTER), (), file="a.eml", rulebook=rules, directory=DIRECTORY, zone=ZONE
    )
    said = replies.own_words(replace(mail, parts=()), asked=[mail.text[:3000]], rules=rules.kinds, office=(OWN,))
    own = printable_record(said)
    if own.doubt is None:  # else it is asked back, and nothing is understood
        step = next(iter(rules.sops["gangguan-jaringan"].steps.values()))
        sop.understand(own.text, step=step, files=[], rulebook=rules, now=NOW)
        sop.understand_operator(own.text, rulebook=rules)
    return own


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(1) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(LARGE))
def test_what_is_made_to_stall_is_read_or_stopped(sandbox: Sandbox, name: str) -> None:
    why = ""
    try:
        sandbox.call(read_whole, FAMILIES[name](LARGE[name]))
    except UnreadableMailError as stopped:
        why = f"{stopped} {stopped.detail}"
    assert not why or "2 detik" in why
    assert sandbox.call(read_whole, HEAD + b"\r\n" + LETTER).doubt is None


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_twice_the_length_costs_at_most_two_and_a_half_times_the_work(name: str) -> None:
    assert_linear(read_whole, FAMILIES[name](SMALL), FAMILIES[name](2 * SMALL))


@cache
def models() -> LetterModels:
    return shipped_letter_models()


def read_by_models(raw: bytes) -> None:
    """A letter as the office reads it."""
    rules = rulebook()
    mail = intake.parse(raw, kinds=rules.kinds, trust=Trust(), own=OWN)
    letter = replace(mail, kind=MailKind.LETTER)
    understand_mail(letter, (), file="a.eml", rulebook=rules, directory=DIRECTORY, zone=ZONE, models=models())


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_MODELS)
def test_a_letter_twice_as_long_costs_the_models_at_most_two_and_a_half_times_the_work(name: str) -> None:
    assert_linear(read_by_models, FAMILIES[name](LONGEST // 2), FAMILIES[name](LONGEST))


@pytest.mark.slow
def test_four_hundred_access_rows_are_read_within_the_limit(sandbox: Sandbox) -> None:
    raw = FAMILIES["access rows"](LONGEST)
    sandbox.call(read_by_models, raw)  # else it is set aside


def test_a_reply_of_more_than_five_thousand_words_is_asked_back() -> None:
    rules = rulebook()
    raw = HEAD + b"\r\nSETUJU\r\n" + b"kata lain lagi\r\n" * 2000
    mail = intake.parse(raw, kinds=rules.kinds, trust=Trust(), own=OWN)
    assert replies.own_words(mail, asked=[], rules=rules.kinds, office=(OWN,)).doubt


def with_a_rule_that_stalls(folder: Path) -> Path:
    """An office one of whose rules takes for ever on a line of thirty and more x."""
    shutil.copytree(default_rules(), folder / "rules")
    kinds = folder / "rules" / "kinds.yaml"
    text = kinds.read_text(encoding="utf-8")
    kinds.write_text(text.replace("\nclient_lines:", "\nclient_lines:\n  - '(x+x+)+y'\n#", 1), encoding="utf-8")
    return make_office(folder, extra='\n[rules]\npath = "rules"\n')


def stalls(raw: bytes) -> bytes:
    return raw.replace(b"Dengan hormat", b"x" * 60 + b"\n\nDengan hormat")


def test_a_letter_that_stalls_is_set_aside_and_those_beside_it_are_answered(tmp_path: Path) -> None:
    config = with_a_rule_that_stalls(tmp_path)
    for number in range(1, 5):
        raw = typed_letter(number, sender=f"tu{number}@unit-contoh.example.go.id")
        put(tmp_path, f"surat-{number}", stalls(raw) if number == 2 else raw)
    with service.open_service(config, now=AT) as running:
        assert running.run_once() == 4
        with running.store.reading() as tx:
            assert tx.sums().messages["letter"] == 3
            (aside,) = tx.messages(state="set_aside")
    assert "terlalu rumit" in aside.reason
    notices: dict[str, str] = {}
    for mail in sent(tmp_path):
        if mail["X-Nodis-Purpose"] == "notice":
            to = parseaddr(str(mail["To"]))[1]
            notices[to] = f"{notices.get(to, '')} {text_of(mail)}"
    assert "bentuk yang lebih sederhana" in notices["tu2@unit-contoh.example.go.id"]
    assert aside.sha256[:12] in notices["operator@kanwil-contoh.example.go.id"]
    shutil.copy(default_rules() / "kinds.yaml", tmp_path / "rules" / "kinds.yaml")
    with service.open_service(config, now=AT) as running:
        assert running.office.retry() == 1
        running.engine.drain()
        with running.store.reading() as tx:
            assert tx.sums().messages["letter"] == 4


def test_a_reply_that_stalls_moves_nothing_and_holds_nothing_up(tmp_path: Path) -> None:
    config = with_a_rule_that_stalls(tmp_path)
    put(tmp_path, "surat", typed_letter())
    with service.open_service(config, now=AT) as running:
        running.run_once()
        task = next(mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "assignment")
        put(tmp_path, "macet", answer(task, f"SETUJU\n{'x' * 60}"))
        running.run_once()
        with running.store.reading() as tx:
            case = tx.case("2026-0001")
            assert [message.state for message in tx.messages()].count("set_aside") == 1
        put(tmp_path, "jelas", answer(task, "SETUJU"))
        running.run_once()
        with running.store.reading() as tx:
            assert tx.case("2026-0001").step != case.step


ENDLESS = [
    "Switch di ruang server lantai dua perlu diganti.\n" * 1500,
    "demikian-lanjut-" * 4000,
    "a/" * 20_000,
    "a,b." * 5000,
]


@pytest.mark.parametrize("text", ENDLESS, ids=["lines", "hyphens", "slashes", "commas and dots"])
def test_a_reply_without_end_is_asked_back_not_set_aside(tmp_path: Path, text: str) -> None:
    put(tmp_path, "surat", typed_letter())
    with service.open_service(make_office(tmp_path), now=AT) as running:
        running.run_once()
        task = next(mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "assignment")
        step = _step(running)
        put(tmp_path, "panjang", answer(task, f"SETUJU\n\n{text}"))
        running.run_once()
        assert _step(running) == step
        with running.store.reading() as tx:
            assert tx.sums().messages["set_aside"] == 0
    assert [mail for mail in sent(tmp_path) if mail["X-Nodis-Purpose"] == "notice" and mail["To"] == task["To"]]


def _step(running: service.Service) -> str | None:
    with running.store.reading() as tx:
        return tx.case("2026-0001").step


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return " ".join(body.get_content().split()) if body else ""


def test_inspect_gives_a_line_for_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that stalls or breaks its reader, one that cannot be read, and one of which the library knows no end."""
    rules = with_a_rule_that_stalls(tmp_path).parent / "rules"
    monkeypatch.setattr("pipeline.inspection.default_rules", lambda: rules)
    (tmp_path / "macet.eml").write_bytes(stalls(typed_letter(1)))
    (tmp_path / "baik.eml").write_bytes(typed_letter(2))
    shutil.copy(CASES / "r02-1500-words-in-to" / "surel.eml", tmp_path / "r02.eml")
    names = ["macet.eml", "r02.eml", "baik.eml"]
    result = CliRunner().invoke(app, ["inspect", "--json", *(str(tmp_path / name) for name in names)])
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert [(line["file"], line["kind"]) for line in lines] == [
        ("macet.eml", None),
        ("r02.eml", "letter"),
        ("baik.eml", "letter"),
    ]
    assert "2 detik" in lines[0]["error"]
    assert "error" not in lines[1]
    assert "terlalu rumit" in CliRunner().invoke(app, ["inspect", str(tmp_path / "macet.eml")]).output


def test_a_mail_over_the_size_limit_with_hostile_headers_stops_nothing(tmp_path: Path) -> None:
    config = make_office(tmp_path, extra="[limits]\nmax_mail_bytes = 20000\n")
    for name in ("brackets in Cc", "colons in To", "open comments in Cc", "half encoded words", "many headers"):
        put(tmp_path, name.replace(" ", "-"), FAMILIES[name](30_000))
    put(tmp_path, "surat", typed_letter())
    with service.open_service(config, now=AT) as running:
        assert running.run_once() == 6
        with running.store.reading() as tx:
            sums = tx.sums()
    assert (sums.messages["set_aside"], sums.messages["letter"]) == (5, 1)
    assert list((tmp_path / "mailbox" / "new").iterdir()) == []
