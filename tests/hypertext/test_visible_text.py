"""Only what a person sees of HTML is text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linear_time import assert_linear
from pipeline.hypertext import visible_text

HIDDEN = {
    "display none": '<p style="display:none">X</p>',
    "display none, escaped": '<p style="d\\69splay:none">X</p>',
    "display none, important": '<p style="display:none !important">X</p>',
    "class": "<style>.h{display:none}</style><div class=h>X</div>",
    "class, important, against the attribute": "<style>p.h{display:none!important}</style><p class=h style='display:block'>X</p>",
    "id, on small screens": "<style>@media screen{#a{font-size:0px}}</style><i id=a>X</i>",
    "descendant": "<style>div.a > span, b{visibility:hidden}</style><div class=a><span>X</span></div>",
    "visibility": '<div style="visibility:hidden">X</div>',
    "opacity": '<div style="opacity:0.3"><p style="opacity:0.1">X</p></div>',
    "size 0": '<span style="font-size:0">X</span>',
    "size 1px": '<span style="font-size:1px">X</span>',
    "size in steps": '<div style="font-size:4px"><div style="font-size:30%">X</div></div>',
    "size, shorthand": '<span style="font:bold 1px/1 Arial">X</span>',
    "white": "<font color=white>X</font>",
    "white, hex without #": "<font color=ffffff>X</font>",
    "nearly white": '<b style="color:hsl(0,0%,97%)">X</b>',
    "rgb": '<b style="color: rgb(254, 255, 255)">X</b>',
    "transparent": '<b style="color:transparent">X</b>',
    "alpha": '<b style="color:rgba(0,0,0,.05)">X</b>',
    "fill": '<b style="-webkit-text-fill-color:#fff">X</b>',
    "lab": '<b style="color:oklch(1 0 0)">X</b>',
    "on its own ground": '<div style="background:#123456"><p><span style="color:#123457">X</span></p></div>',
    "on a cell's ground": '<table bgcolor="#000000"><tr><td><font color="#010101">X</font></table>',
    "black on black": '<div style="background-color:black">X</div>',
    "off screen": '<div style="position:absolute;left:-9999px">X</div>',
    "margin": '<div style="margin-left:-900em">X</div>',
    "moved": '<div style="transform:translateX(-5000px)">X</div>',
    "no scale": '<div style="transform: scale(0)">X</div>',
    "indent": '<p style="text-indent:-9999px">X</p>',
    "no height": '<div style="max-height:0;overflow:hidden">X</div>',
    "no width": '<div style="width:0px;overflow-x:clip">X</div>',
    "clip": '<div style="position:absolute;clip:rect(0,0,0,0)">X</div>',
    "clip path": '<div style="clip-path:inset(100%)">X</div>',
    "filter": '<div style="filter:opacity(0)">X</div>',
    "letters upon each other": '<div style="letter-spacing:-1em">X</div>',
    "outlook": '<div style="mso-hide:all">X</div>',
    "symbols": '<span style="font-family:Wingdings">X</span>',
    "hidden": "<div hidden>X</div>",
    "hidden, tag of no one": '<x-note style="display:none">X</x-note><o:p hidden>X</o:p>',
    "del": "<del>X</del>",
    "s": "<s>X</s>",
    "strike": "<strike>X</strike>",
    "line-through": '<span style="text-decoration: line-through red">X</span>',
    "line-through around": '<span style="text-decoration-line:line-through"><b>X</b></span>',
    "textarea": "<textarea>X</textarea>",
    "input": "<input value=X><input type=hidden value=X>",
    "select": "<select><option>X</option></select>",
    "button": "<button>X</button>",
    "noscript": "<noscript>X</noscript>",
    "template": "<template>X</template>",
    "script": "<script>X</script>",
    "style": "<style>X</style>",
    "title": "<title>X</title>",
    "svg": "<svg><text>X</text></svg>",
    "object": "<object>X</object><iframe>X</iframe><video>X</video>",
    "comment": "<!-- X --><!--[if mso]><p>X</p><![endif]-->",
    "generated": '<style>p.g::before{content:"X"} p.g:after{content:"X"}</style><p class=g></p>',
    "alternative": '<img src="cid:a" alt="X" title="X"><a title="X"></a>',
    "a dialog that is not open": "<dialog>X</dialog>",
    "closed": "<details>X<p>X</p></details>",
}


@pytest.mark.parametrize("html", HIDDEN.values(), ids=HIDDEN.keys())
@pytest.mark.parametrize("quotes", [False, True])
def test_what_nobody_sees_is_no_text(html: str, quotes: bool) -> None:  # noqa: FBT001 - a parameter of the table
    text = visible_text(
        f"<html><body><p>Saya pelajari dahulu.</p>{html}<p>Terima kasih.</p></body></html>", quotes=quotes
    )
    assert text.split() == ["Saya", "pelajari", "dahulu.", "Terima", "kasih."]


SEEN = {
    "grey": '<span style="color:#bbbbbb">X</span>',
    "small print": '<span style="font-size:7pt">X</span>',
    "white on dark": '<table bgcolor="#000000"><tr><td><font color="#ffffff">X</font></table>',
    "white on a picture": '<div style="background:url(a.png)"><span style="color:#fff">X</span></div>',
    "a link within white": '<div style="color:white"><a href="https://kantor.example.go.id">X</a></div>',
    "shown again": '<div style="visibility:hidden"><span style="visibility:visible">X</span></div>',
    "cancelled": "<style>.a{display:none}</style><div class=a style='display:block'>X</div>",
    "for paper": "<style>@media print{p{display:none}}</style><p>X</p>",
    "pointed at": "<style>p:hover{display:none}</style><p>X</p>",
    "weight, not size": '<p style="font:400 12pt Calibri">X</p>',
    "word's paragraph": '<p class=MsoNormal style="margin:0cm 0cm 0cm -5.4pt"><span lang=IN>X<o:p></o:p></span></p>',
    "opened": "<details open><summary></summary>X</details>",
    "overflow of a wide box": '<div style="overflow:hidden;width:600px;max-height:900px">X</div>',
    "a table of columns": "<table><tr><td>X</td></tr></table>",
}


@pytest.mark.parametrize("html", SEEN.values(), ids=SEEN.keys())
def test_what_a_person_sees_is_text(html: str) -> None:
    assert visible_text(html).split() == ["X"]


def test_a_hidden_piece_does_not_part_the_word_around_it() -> None:
    assert visible_text('Ti<span style="font-size:0">X</span>dak setuju').strip() == "Tidak setuju"


def test_letters_shown_in_another_order_are_marked() -> None:
    assert "\u202e" in visible_text('<bdo dir="rtl">ujutes</bdo>')
    assert "\u202e" in visible_text('<p style="unicode-bidi:bidi-override;direction:rtl">ujutes</p>')
    assert "\u202e" not in visible_text('<p dir="rtl">setuju</p>')


QUOTED = {
    "block quote": "<blockquote>X</blockquote>",
    "outlook on the web": "<div id=appendonsend></div><hr><div id=divRplyFwdMsg>X</div><p>X</p>",
    "outlook on the web, quoted again": "<div id=x_divRplyFwdMsg>X</div><p>X</p>",
    "outlook on a telephone": "<div class=ms-outlook-mobile-reference-message>X</div>",
    "outlook for mac": "<div id=mail-editor-reference-message-container><p>X</p></div>",
    "yahoo": "<div class=yahoo_quoted id=yahoo_quoted_123>X</div>",
    "zimbra": "<hr id=zwchr data-marker=__DIVIDER__><div data-marker=__HEADERS__>X</div><div>X</div>",
    "thunderbird": "<blockquote type=cite>X</blockquote>",
    "thunderbird's forward": "<div class=moz-forward-container>X</div>",
    "gmail": "<div class=gmail_quote><blockquote class=gmail_quote>X</blockquote></div>",
    "roundcube": "<blockquote><div id=replybody1>X</div></blockquote>",
    "a bar at the left": "<div style='border:none;border-left:solid blue 1.5pt;padding-left:4pt'>X</div>",
    "spark": "<div name=messageReplySection>X</div>",
    "proton": "<div class=protonmail_quote>X</div>",
}


@pytest.mark.parametrize("html", QUOTED.values(), ids=QUOTED.keys())
def test_what_programs_mark_as_quoted_is_marked(html: str) -> None:
    lines = [line for line in visible_text(f"<div>Baik</div>{html}", quotes=True).split("\n") if line.strip(" >")]
    assert lines[0] == "Baik"
    assert len(lines) > 1
    assert all(line.startswith("> ") for line in lines[1:])


def test_answers_between_the_quotes_of_gmail_are_not_quoted() -> None:
    html = "<div class=gmail_quote><blockquote>satu</blockquote><div>jawaban</div><blockquote>dua</blockquote></div>"
    text = visible_text(html, quotes=True)
    assert [line for line in text.split("\n") if line.strip()] == ["> satu", "jawaban", "> dua"]


def test_a_signature_that_is_marked_has_its_line_above() -> None:
    text = visible_text("<p>Baik</p><div id=Signature>Setuju Wijaya</div>", quotes=True)
    assert text.split() == ["Baik", "--", "Setuju", "Wijaya"]


FAMILIES = {
    "deep": lambda size: "<div>" * size + "x" + "</div>" * size,
    "struck": lambda size: "<s>x</s>a" * size,
    "styles": lambda size: "".join(f'<p style="color:#{one:06x};font-size:{one}px">x' for one in range(size)),
    "quotes": lambda size: "<blockquote>x</blockquote>" * size,
    "nested quotes": lambda size: "<blockquote>x" * min(size, 300),
    "cells": lambda size: "<table><tr>" + "<td>x" * size,
    "sheet": lambda size: "<style>" + "".join(f".c{one}{{color:red}}" for one in range(size // 8)) + "</style>" + "<p class=c1>x" * size,
    "unclosed": lambda size: "<" * size + "x",
    "attributes": lambda size: "<p " + "a=1 " * size + ">x",
    "picture": lambda size: '<img src="data:image/png;base64,' + "QUJD" * size * 20 + '">x',
}  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES.keys())
def test_html_made_to_stall_is_read_in_linear_time(family: Callable[[int], str]) -> None:
    assert_linear(visible_text, family(4_000), family(8_000))


def test_what_a_lone_carriage_return_parts_stays_in_the_quoted_line() -> None:
    html = "<div>Dewi</div><pre>On Monday Lestari wrote:\r\n&gt; mati\r\rNama penanggung jawab: Joko\r\n&gt; lengkapi\r\n</pre>"
    text = visible_text(html, quotes=True)
    assert not any(line.startswith("Nama penanggung jawab") for line in text.split("\n"))
    assert visible_text("<pre>satu\rdua</pre>").split("\n") == ["satu", "dua"], "alone they are its line ends"
