"""Only what a person sees counts: words that some program hides, and words that only some program shows, move nothing."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

import cases
import mails
from clients import CLIENTS, Original, Written
from composed_replies import OFFICE, original_of
from foreign_parts import Node, bodies, rendered
from linear_time import assert_linear
from pipeline import intake, replies
from pipeline.hypertext import readings
from pipeline.replies import OwnWords
from pipeline.rulebook import Trust
from rules import rulebook
from seen_pages import ALTERNATIVES, APART, EVERYDAY, HIDDEN, SHEETS, SHOWN, STILL_HIDDEN

HEAD = ("From: kabag@kanwil-contoh.example.go.id", f"To: {OFFICE}", "Subject: Re: Disposisi")


def read(written: Written | Node, *, asked: tuple[str, ...] = ()) -> OwnWords:
    node = written if isinstance(written, Node) else bodies(written, random.Random(3))
    found = intake.parse(rendered(node, HEAD), kinds=rulebook().kinds, trust=Trust(), own=OFFICE)
    return replies.own_words(found, asked=asked, rules=rulebook().kinds, office=(OFFICE,))


def page(body: str, sheet: str = "") -> str:
    return f"<html><head><style>{sheet}</style></head><body><div>Selamat pagi.</div>{body}</body></html>"


def is_taken(found: OwnWords, word: str = "SETUJU") -> bool:
    """Whether the word may decide: it is read, and nothing is doubted."""
    return word.lower() in found.text.lower() and not found.doubt


@pytest.mark.parametrize("style", HIDDEN)
def test_a_word_that_its_style_may_hide_decides_nothing(style: str) -> None:
    for tag in ("div", "span"):
        html = page(f'<{tag} style="{style}">SETUJU</{tag}>')
        assert not is_taken(read(Written(html=html)))
        assert not is_taken(read(Written(plain="Selamat pagi.\nSETUJU\n", html=html)))


@pytest.mark.parametrize("style", HIDDEN)
def test_what_may_hide_an_element_may_hide_what_is_in_it(style: str) -> None:
    html = page(f'<div style="{style}"><p class="MsoNormal"><b style="font-weight:normal">SETUJU</b></p></div>')
    assert not is_taken(read(Written(html=html)))
    assert not is_taken(read(Written(html=page('<p class="x y"><i>SETUJU</i></p>', f".y{{{style}}}"))))


@pytest.mark.parametrize(("body", "sheet"), SHEETS)
def test_a_word_of_which_a_sheet_may_speak_decides_nothing(body: str, sheet: str) -> None:
    assert not is_taken(read(Written(html=page(body, sheet))))


@pytest.mark.parametrize("body", APART)
def test_a_word_in_what_may_be_a_quote_or_end_elsewhere_decides_nothing(body: str) -> None:
    assert not is_taken(read(Written(html=page(body))))


@pytest.mark.parametrize("shown", SHOWN)
def test_a_denial_that_some_program_shows_is_heard(shown: str) -> None:
    found = read(Written(html=f"<html><body><div>Saya {shown} setuju</div></body></html>"))
    assert found.doubt or "tidak" in found.text.lower() or "\U0001f44e" in found.text or "?" in found.text
    apart = read(Written(html=f"<html><body><div>Saya</div>{shown}<div>setuju</div></body></html>"))
    assert apart.doubt or "tidak" in apart.text.lower() or "\U0001f44e" in apart.text or "?" in apart.text


@pytest.mark.parametrize("hidden", STILL_HIDDEN)
def test_a_word_that_every_program_hides_hinders_nobody(hidden: str) -> None:
    html = f"<html><body>{hidden}<div>SETUJU</div></body></html>"
    assert read(Written(html=html)) == OwnWords(text="SETUJU")
    assert read(Written(plain="SETUJU\n", html=html)) == OwnWords(text="SETUJU")


@pytest.mark.parametrize("shape", EVERYDAY)
def test_what_people_and_their_programs_write_every_day_is_taken(shape: str) -> None:
    found = read(Written(html=shape.replace("{}", "SETUJU")))
    assert not found.doubt
    assert found.text.split()[0] == "SETUJU"


# ------------------------------------------------------------------------------------------------------- alternatives


def node(kind: str, content: str, *headers: str) -> Node:
    return Node(kind=kind, content=content.encode(), headers=headers)


PLAIN = node("text/plain; charset=utf-8", "SETUJU\n")
DENIED = node("text/html; charset=utf-8", "<p>Saya tidak setuju.</p>", "Content-ID: <b@x>")


@pytest.mark.parametrize(("kind", "content", "headers"), ALTERNATIVES)
def test_every_alternative_is_compared(kind: str, content: str, headers: tuple[str, ...]) -> None:
    other = node(kind, content, *headers)
    for parts in ((PLAIN, other), (other, PLAIN), (Node(kind="multipart/related", parts=(other,)), PLAIN)):
        assert not is_taken(read(Node(kind="multipart/alternative", parts=parts)))


@pytest.mark.parametrize("kind", ["text/html; name=a.html", "text/markdown", "text/enriched", "text/x-amp-html"])
def test_an_alternative_of_whatever_kind_may_say_the_same(kind: str) -> None:
    other = node(f"{kind}; charset=utf-8", "<p>SETUJU</p>" if "html" in kind else "SETUJU")
    assert read(Node(kind="multipart/alternative", parts=(PLAIN, other))) == OwnWords(text="SETUJU")


def test_files_beside_one_of_the_alternatives_are_no_alternatives() -> None:
    file = node("text/csv; name=data.csv", "a;b\n", "Content-Disposition: attachment; filename=data.csv")
    html = Node(kind="multipart/mixed", parts=(node("text/html; charset=utf-8", "<p>SETUJU</p>"), file))
    assert read(Node(kind="multipart/alternative", parts=(PLAIN, html))) == OwnWords(text="SETUJU")


@pytest.mark.parametrize("first", [PLAIN, node("text/html; charset=utf-8", "<p>SETUJU</p>", "Content-ID: <a@x>")])
def test_the_page_is_the_part_that_its_container_names(first: Node) -> None:
    found = read(Node(kind='multipart/related; start="<b@x>"; type="text/html"', parts=(first, DENIED)))
    assert not is_taken(found)


@pytest.mark.parametrize(
    "parts",
    [
        (PLAIN, DENIED),
        (DENIED, PLAIN),
        (node("text/html; charset=utf-8", "<p>SETUJU</p>"), node("text/plain", "Saya tidak setuju.\n")),
        (PLAIN, node("text/plain", "tapi tunggu dulu\n", "Content-Disposition: inline")),
    ],
)
def test_what_is_shown_below_in_another_part_is_part_of_what_is_said(parts: tuple[Node, ...]) -> None:
    assert not is_taken(read(Node(kind="multipart/mixed", parts=parts)))


@pytest.mark.parametrize(
    "below",
    [
        node("text/html; charset=utf-8", "<p>SETUJU</p>"),
        node("text/plain", "_______________\nDaftar surel TI\nhttps://luar.example/tolak\n"),
        node("text/plain", "-- \nPemindai surel\n", "Content-Disposition: inline"),
        node("text/plain", "Tolak surel ini di sini\n", "MIME-Version: 1.0", "Content-Disposition: inline"),
        node("text/plain", "\n"),
    ],
)
def test_what_repeats_the_words_or_is_a_lists_own_changes_nothing(below: Node) -> None:
    assert read(Node(kind="multipart/mixed", parts=(PLAIN, below))) == OwnWords(text="SETUJU")


# ------------------------------------------------------------------------------------------------------- real programs


def original() -> Original:
    case = mails.asked(cases.until(cases.closed("keluhan-aplikasi"), "3"))
    return original_of(mails.assignment_mail(case), case)


@pytest.mark.parametrize("name", CLIENTS)
def test_the_pages_of_real_programs_are_read_alike_by_all(name: str) -> None:
    ours = original()
    written = CLIENTS[name]("SETUJU\n\nTerima kasih\n-- \nHendra Wijaya", ours)
    asked = (ours.text, intake.html_to_text(ours.html))
    found = read(written, asked=asked)
    assert not found.doubt
    assert found.text.split()[:3] == ["SETUJU", "Terima", "kasih"]
    if written.html:
        three = readings(written.html)
        assert three.seen == three.sure == three.possible


def test_answers_below_a_block_that_is_introduced_or_ours_are_heard() -> None:
    ours = original()
    asked = (ours.text, intake.html_to_text(ours.html))
    intro = f"Pada 2 Mar 2026 08.05, {ours.name} &lt;{ours.address}&gt; menulis:"
    for above in (f"<div>{intro}</div>", ""):
        html = f"<html><body>{above}<blockquote style='margin-left:40px'>{ours.inner}</blockquote><p>SETUJU</p></body></html>"
        assert read(Written(html=html), asked=asked) == OwnWords(text="SETUJU")


FAMILIES: dict[str, Callable[[int], str]] = {
    "never closed": lambda size: "<template>" * size + "x",
    "drawings": lambda size: "<svg><g>" * size + "x",
    "comments": lambda size: "<!-- a " * size + "<script><!-- " * size,
    "fonts": lambda size: "<font color=red>" * size + "</p>" * size,
    "pictures": lambda size: "<div>" + "<img alt=tidak src=x> a " * size,
    "blocks": lambda size: "<blockquote>x</blockquote>y" * size,
    "cells": lambda size: "<td style='color:red'>x" * size,
}


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES.keys())
def test_pages_made_to_stall_are_read_three_times_in_linear_time(family: Callable[[int], str]) -> None:
    assert_linear(readings, family(2_000), family(4_000))
