"""Raw bytes to a `Mail`. Never raises on bad mail: what cannot be parsed is named in `Mail.problems`.

The standard library's tree gives the parts, and what mail-parser flattens away of them: which is inline, which is a wrapped
message, what a signature wraps.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
import mimetypes
import re
from dataclasses import dataclass, field, replace
from email.message import Message

from pipeline import outlook
from pipeline.bounds import MOST
from pipeline.characters import printable_line, printable_record
from pipeline.charsets import text_of_bytes
from pipeline.filenames import unique_names
from pipeline.intake.bodies import tidy, unflow
from pipeline.intake.bounces import bounce_of
from pipeline.intake.enclosed import mail_within
from pipeline.intake.forwards import Attached, body_of, letters_in, set_aside, with_brought
from pipeline.intake.headers import (
    addresses,
    content_of,
    date_of,
    decoded,
    first,
    header,
    message_ids,
    raw_values,
)
from pipeline.intake.kinds import tell_kind
from pipeline.intake.pictures import taken_out as pictures_taken_out
from pipeline.intake.pictures import with_quoted_pictures
from pipeline.intake.sender import from_lines, single_sender
from pipeline.intake.shown import Shown, besides, further, html_of, other_text, plain_of, root_first
from pipeline.intake.tree import read_tree, shorten_headers
from pipeline.intake.unwrapping import signed_content
from pipeline.intake.uuencoded import taken_out as files_taken_out
from pipeline.intake.verdicts import dmarc_verdict, misplaced_verdict
from pipeline.intake.volumes import joined
from pipeline.model import Address, Mail, Part
from pipeline.rulebook import Trust
from pipeline.rulebook.kinds import KindRules

MAX_DEPTH = 20  # of nested parts: deeper ones are left unread, the mail is kept
MAX_PARTS = 1000  # files, texts and containers of one mail: what follows is left unread
_CODE = re.compile(r"\b([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4})\b")
_BRACKET = re.compile(r"\[([^\[\]]{4,60})\]")
_CASE = re.compile(r"\b(\d{4}-\d{4,})\b(?!-)")
_LONGEST_SUBJECT = 2000
_DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To")
_SPLITS = "Apple-Mail"  # how the boundaries of programs begin that split a text around what is in it
_COMPARED = ("own_plain", "own_html", "own_sure", "own_possible", "own_besides", "own_further", "unclear")
_OTHER_TEXTS = ("text/enriched", "text/richtext", "text/markdown")
# Of parts that the parser did not find, as their boundary is named wrongly or not at all: the line and the headers below it.
_DELIMITER = re.compile(r"^--\S.*\n(?:[\w-]+:.*\n(?:[ \t].*\n)*)*", re.MULTILINE)


@dataclass
class _Found:
    """What the walk over the parts collects."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seen: int = 0  # parts of any kind
    shown: list[Shown] = field(default_factory=list)
    further: list[Shown] = field(default_factory=list)  # pieces behind it: nobody says who put them there
    unclear: list[Shown] = field(default_factory=list)  # pieces behind a file: nobody knows who put them there
    after_file: bool = False  # the last part of the outermost message was no text
    leaves: int = 0  # of the outermost message
    bag: Shown = field(default_factory=Shown)  # the body in Outlook's winmail.dat


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where in the message the walk is: how deep, within an attached mail, within which choice of alternatives."""

    depth: int = 0
    enclosed: bool = False
    choice: Shown | None = None
    option: bool = False  # one of the alternatives itself, or its page
    related: bool = False  # of a page and what is shown in it
    split: bool = False  # within a container whose program splits its writer's text around pictures and files


def parse(raw: bytes, *, kinds: KindRules, trust: Trust, own: str) -> Mail:
    """Parse a message; `own` is the office's address, whose own mail coming back is no letter."""
    problems: list[str] = []
    message = read_tree(raw, problems)
    shorten_headers(message)
    found = _Found()
    try:
        _walk(message, found, _Place())
        if not any(piece.plain or piece.html for piece in found.shown):
            found.shown.append(found.bag)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        problems.append(f"bagian surel tidak dapat dibaca ({type(error).__name__})")
    subject = header(message, "Subject")[:_LONGEST_SUBJECT]
    body = body_of(found.plain, found.html, found.attached, kinds, subject=subject, office=own)
    shown = [one for piece in found.shown for one in piece.html]
    parts = [*with_quoted_pictures(found.parts, shown, kinds), *set_aside(body)]
    found.parts = _told_apart([replace(part, name=printable_line(part.name)) for part in parts])
    forwarded = letters_in(found.plain, found.html, found.attached, found.parts, kinds, subject=subject)
    found.parts = joined(found.parts)
    text, quoted, original = body.text, body.quoted, body.original_sender
    sender = _sender(message, raw)
    headers = [(name, str(value)) for name, value in message.raw_items()]
    bracketed = " ".join(_BRACKET.findall(subject)).upper()
    mail_kind = tell_kind(
        message,
        subject=subject,
        text=text,
        quoted=quoted,
        parts=found.parts,
        own=own,
        rules=kinds,
        forwarded=body.forwarded,
    )
    read = html_of(found.shown)
    mail = Mail(
        sha256=hashlib.sha256(raw).hexdigest(),
        message_id=first(message_ids(message, "Message-ID")),
        sender=sender,
        original_sender=original if original and (sender is None or original.address != sender.address) else None,
        recipients=(*addresses(message, "To"), *addresses(message, "Cc")),
        subject=subject,
        date=date_of(message),
        in_reply_to=message_ids(message, "In-Reply-To"),
        references=message_ids(message, "References"),
        text=text,
        quoted=quoted,
        parts=tuple(found.parts),
        dmarc=dmarc_verdict(headers, trust, domain=sender.address.rpartition("@")[2] if sender else None),
        misplaced_verdict=misplaced_verdict(headers, trust),
        auto_submitted=mail_kind.automatic,
        kind=mail_kind.kind,
        because=mail_kind.because,
        codes=tuple(dict.fromkeys(_CODE.findall(bracketed))),
        cases=tuple(dict.fromkeys(_CASE.findall(bracketed))),
        bounce=bounce_of(message, f"{text}\n{quoted}", kinds) if mail_kind.kind.value == "bounce" else None,
        problems=tuple(problems + found.problems),
        signature=body.signature,
        own_plain=plain_of(found.shown),
        own_html=read.seen,
        own_sure=read.sure,
        own_possible=read.possible,
        own_besides=besides(found.shown),
        own_further=further(found.further),
        unclear="\n\n".join("\n".join(one.plain) or tidy(one.read.seen) for one in found.unclear)[:MOST],
        resent_by=tuple(one.address for name in ("Resent-From", "Resent-Sender") for one in addresses(message, name)),
        delivered_to=tuple(one.address for name in _DELIVERED for one in addresses(message, name)),
        signs=mail_kind.signs,
        unsure=mail_kind.unsure,
        forwarded=forwarded,
        cover=body.cover,
        original_subject=body.subject,
        original_date=body.date,
    )
    # What the reader of replies compares stays as it came: it looks for words that are turned round or hidden.
    as_it_came = {name: getattr(mail, name) for name in _COMPARED}
    return replace(printable_record(mail), **as_it_came)


def _sender(message: Message, raw: bytes) -> Address | None:
    """Who wrote it, if there are no two opinions."""
    found = single_sender(raw_values(message, "From")) if from_lines(raw) == 1 else None
    return Address(address=found[0], name=decoded(found[1])) if found else None


# ----------------------------------------------------------------------------------------------------------- parts


def _too_much(found: _Found, place: _Place) -> bool:
    """Whether a part lies too deep, or behind too many others; said once."""
    found.seen += 1
    if place.depth > MAX_DEPTH:
        found.problems.append("bagian surel bersarang terlalu dalam")
    elif found.seen == MAX_PARTS + 1:
        found.problems.append(f"surel terdiri atas lebih dari {MAX_PARTS} bagian; sisanya tidak dibaca")
    return place.depth > MAX_DEPTH or found.seen > MAX_PARTS


def _walk(message: Message, found: _Found, place: _Place) -> None:
    if _too_much(found, place):
        return
    shorten_headers(message)
    kind = message.get_content_type()
    if (brought := mail_within(message, _name(message), found.problems)) is not None:
        _forwarded(brought, found, place)
    elif kind in ("message/delivery-status", "message/disposition-notification", "text/rfc822-headers"):
        return
    elif message.is_multipart():
        inner = replace(
            place,
            depth=place.depth + 1,
            enclosed=place.enclosed or message.get_content_maintype() == "message",
            related=kind == "multipart/related",
            split=place.split or str(message.get_boundary("")).startswith(_SPLITS),
        )
        if kind == "multipart/alternative" and place.choice is None:
            inner = replace(inner, choice=Shown() if inner.enclosed else _piece(message, found, place))
        page = kind == "multipart/related" and place.option
        for number, part in enumerate(root_first(message)):
            _walk(part, found, replace(inner, option=kind == "multipart/alternative" or (page and number == 0)))
    else:
        _leaf(message, kind, found, place)


def _forwarded(inner: Message, found: _Found, place: _Place) -> None:
    """A mail that came as a file, with what came in it."""
    _note_file(found, place)
    around = found.plain, found.html, found.attached
    before = len(found.parts)
    found.plain, found.html, found.attached = [], [], []
    try:
        _walk(inner, found, _Place(depth=place.depth + 1, enclosed=True))
    finally:
        brought = found.attached
        one = Attached(
            sender=first(addresses(inner, "From")),
            plain=found.plain,
            html=found.html,
            subject=header(inner, "Subject")[:_LONGEST_SUBJECT],
            message_id=first(message_ids(inner, "Message-ID")),
            answers=frozenset((*message_ids(inner, "In-Reply-To"), *message_ids(inner, "References"))),
            date=str(date_of(inner) or ""),
            parts=range(before, len(found.parts)),
        )
        found.plain, found.html, found.attached = around
        found.attached += with_brought(one, brought)


def _leaf(message: Message, kind: str, found: _Found, place: _Place) -> None:
    name = _name(message)
    attachment = message.get_content_disposition() == "attachment" or bool(name)
    content = content_of(message)
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        wrapped = signed_content(content)
        if wrapped is not None:
            signed = email.message_from_bytes(wrapped, policy=email.policy.compat32)
            attached = place.enclosed or place.depth > 0  # one's own mail is signed as a whole
            _walk(signed, found, replace(place, depth=place.depth + 1, enclosed=attached))
            return
        found.problems.append("surel terenkripsi tidak dapat dibuka")
    if kind in ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"):
        return
    said = kind in ("application/ms-tnef", "application/vnd.ms-tnef") or (name or "").lower() == "winmail.dat"
    if (said or outlook.is_tnef(content)) and _tnef(content, found, place):
        return
    shown = kind in ("text/plain", "text/html") and not attachment
    if place.option and place.choice and not place.enclosed and not shown and _is_readable(kind):
        place.choice.others.append(other_text(kind, text_of_bytes(content, message.get_content_charset())))
    if shown:
        _text(message, kind, text_of_bytes(content, message.get_content_charset()), found, place)
    elif not attachment and (kind in _OTHER_TEXTS or kind.startswith("multipart/")):
        # Read as a letter alone: what a person sees of it is up to his program, so nothing in it decides.
        found.plain.append(_DELIMITER.sub("", text_of_bytes(content, message.get_content_charset())))
    elif content:
        _add(_part(message, kind, name, content, len(found.parts) + 1), found, place)


def _is_readable(kind: str) -> bool:
    return kind.startswith("text/") or kind.endswith("xhtml+xml")


def _text(message: Message, kind: str, text: str, found: _Found, place: _Place) -> None:
    """What its writer typed, and apart from it the files that his program wrote into it."""
    if kind == "text/html":
        text, pictures = pictures_taken_out(text, len(found.parts) + 1)
        found.html.append(text)
        _show(message, found, place).html.append(text)
        found.parts += [replace(one, enclosed=place.enclosed) for one in pictures]
        return
    text, files = files_taken_out(text)
    if str(message.get_param("format", "")).lower() == "flowed":
        text = unflow(text, delsp=str(message.get_param("delsp", "")).lower() == "yes")
    found.plain.append(text)
    _show(message, found, place).plain.append(text)
    for name, data in files:
        kept = Part(name=name, content_type=mimetypes.guess_type(name)[0] or "application/octet-stream", content=data)
        _add(kept, found, place)


def _add(part: Part, found: _Found, place: _Place) -> None:
    found.parts.append(replace(part, enclosed=place.enclosed))
    _note_file(found, place)


def _show(message: Message, found: _Found, place: _Place) -> Shown:
    """The piece to which a text belongs; one that nobody looks at within an attached mail."""
    if place.enclosed:
        return Shown()
    if place.choice:
        return place.choice
    return _piece(message, found, place)


def _piece(message: Message, found: _Found, place: _Place) -> Shown:
    """A new piece of what the writer wrote, if it is his.

    Programs write one text, or one choice of alternatives, before the files; Apple's split it around them and say nothing of
    how the pieces are to be shown. What lists and gateways add follows another text, or says that it is to be shown inline.
    """
    piece, added = Shown(), message.get_content_disposition() is not None or "MIME-Version" in message
    first = not found.shown and not (found.leaves and added)
    if first or (found.after_file and place.split and not added):
        found.shown.append(piece)
    elif found.after_file and not added:
        found.unclear.append(piece)
    elif "MIME-Version" not in message:  # as lists write it into the part that they add
        found.further.append(piece)
    found.leaves += 1
    found.after_file = False
    return piece


def _note_file(found: _Found, place: _Place) -> None:
    if not place.enclosed:
        found.leaves += 1
        found.after_file = not (place.choice or place.related)  # a page's own pictures come after no text


def _part(message: Message, kind: str, name: str | None, content: bytes, number: int) -> Part:
    content_id = str(message.get("Content-ID", "")).strip(" <>") or None
    suffix = mimetypes.guess_extension(kind) or ".bin"
    return Part(
        name=name or f"lampiran-{number}{suffix}",
        content_type=kind,
        content=content,
        inline=message.get_content_disposition() != "attachment" and content_id is not None,
        content_id=content_id,
    )


def _told_apart(parts: list[Part]) -> list[Part]:
    """A scanner calls all that it sends `scan.pdf`: each file of a mail gets a name of its own."""
    names = unique_names([part.name for part in parts])
    return [part if part.name == name else replace(part, name=name) for part, name in zip(parts, names, strict=True)]


def _name(message: Message) -> str | None:
    """File name from Content-Disposition or Content-Type, RFC 2231 and RFC 2047 both; base name only."""
    try:
        raw = message.get_filename()
    except (ValueError, LookupError, UnicodeError, TypeError):
        raw = None
    if not raw:
        return None
    name = decoded(raw).replace("\\", "/").rsplit("/", 1)[-1]
    name = printable_line(name).strip()
    return name[:200] or None


def _tnef(content: bytes, found: _Found, place: _Place) -> bool:
    """Outlook's winmail.dat: its files and its body; False where it cannot be read, and is kept as a file."""
    try:
        bag = outlook.read_tnef(content)
    except outlook.OutlookError:
        found.problems.append("winmail.dat tidak dapat dibaca")
        return False
    inside = replace(place, depth=place.depth + 1, choice=None, related=True)
    for part in outlook.as_message(replace(bag, text="", html="")).get_payload():
        if isinstance(part, Message):
            _walk(part, found, inside)
    if any(text.strip() for text in (*found.plain, *found.html)):
        return True
    for text, words, shown in ((bag.text, found.plain, found.bag.plain), (bag.html, found.html, found.bag.html)):
        if text.strip():
            words.append(text)
            if not place.enclosed:  # it repeats what other parts say, and is heard only where there are none
                shown.append(text)
    return True
