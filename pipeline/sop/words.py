"""What a reply says, taken apart: its words, its sentences, its labelled lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipeline.folding import DENYING
from pipeline.rulebook.answers import AnswerRules
from pipeline.sop.mentioning import unticked_left_out
from pipeline.sop.tabular import as_lines

_TOKEN = re.compile(r"[a-z0-9][a-z0-9'./-]*[a-z0-9/]|[a-z0-9]")
_NAMES = re.compile(
    r"[^\s@<>]{1,80}@[^\s@<>]+\.\w+|(?:https?|ftp|mailto|file):\S+|www\.\S+"
    r"|[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}\.(?:id|com|net|org|info|example|gov|edu|io|xyz)\b(?:[/:?#]\S*)?"
    r"|[^\s/<>]{1,120}\.(?:pdf|docx?|xlsx?|pptx?|odt|rtf|txt|jpe?g|png|heic|gif|tiff?|zip|rar|7z|eml|msg|html?|mp4|mov)\b"
)
SENTENCE_BREAK = re.compile(r"(?<=[.!?])\s+|\n+")  # between sentences, and between lines
_CROSSED_OUT = re.compile(f"[{DENYING}]\ufe0f?")
_SENTENCE = re.compile(r"(?<=[!?;])\s+|(?<=[a-zA-Z)0-9]\.)\s+|\n+")
_STRUCK = re.compile(
    r"~~[^~\n]+~~|(?<![\w~])~[^\s~](?:[^~\n]*[^\s~])?~(?![\w~])"
)  # as chats and plain texts strike words
_CLAUSE = re.compile(
    r"(?<=[.!?;,\n])\s+|\n+|\s+(?=(?:tapi|tp|tetapi|namun|cuma|cuman|hanya saja|padahal|sedangkan|karena|krn|but|because)\b)",
    re.IGNORECASE,
)
_HINT = re.compile(r"^\s*\([^)]*\)\s*$", re.MULTILINE)
_EMPTY = re.compile(r"^[\s.\-_…:]*$")
_DOUBLED = re.compile(r"[a-z]{3,}2")
_SPELT_APART = re.compile(r"(?<![^\W_])(?:[^\W\d_][ ._-]){3,}[^\W\d_](?![^\W_])")
_LIKE_LETTERS = str.maketrans("013457@$", "oieastas")
_ASKING = dict.fromkeys(
    map(ord, "\u2753\u2754\uff1f\u061f\u037e\u00bf\u2047\u2048\u2049\u203d\U0001f914\U0001f937\U0001f615"), "?"
)
_STEM = 4  # letters of a word at least that a particle hangs on: "belah" is no "be"
_SPOKEN = 2  # labels at least that are spoken in a row
_CLOSING_WORDS = 3  # at most, beside a one-word ending
_LIKE = 84.0  # likeness at which a label with typing errors is still that label


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentence:
    """One sentence: as written, and its words in lower case with short forms written out."""

    text: str
    words: tuple[str, ...]
    asks: bool  # ends in a question mark


def said(text: str, rules: AnswerRules, *, by: str = "") -> str:
    """The reply without hints of the prefilled mail, its salutation and what stands below its ending (signature).

    `by` is the name of who writes: the line that is his name begins his signature.
    """
    plain = _undisguised(_STRUCK.sub(" ", text.translate(_ASKING)), rules)
    plain = _CROSSED_OUT.sub(" tidak ", unticked_left_out(plain, rules))
    plain = plain.replace("\r", "").replace("\u00a0", " ").replace("*", "").replace("\u2019", "'")
    plain = _HINT.sub("", plain)
    kept: list[str] = []
    for line in _unsaluted(plain.strip().split("\n"), rules):
        if kept and any(one.strip() for one in kept) and (_ends(line, rules) or _signs(line, by)):
            break
        kept.append(line)
    return "\n".join(kept).strip()


def _unsaluted(lines: list[str], rules: AnswerRules) -> list[str]:
    """The lines without those at their head that only greet or address ("Selamat pagi,", "Yth. Layanan TI,"), or say nothing.

    The answer's word stands below them; where they end in "Salam," and a name, nothing does.
    """
    start = 0
    while start < len(lines) and _only_opens(lines[start], rules):
        start += 1
        if _ends(lines[start - 1], rules) and not rules.telling & set(written_out("\n".join(lines[start:]), rules)):
            return []
    return lines[start:]


def _only_opens(line: str, rules: AnswerRules) -> bool:
    return bool(_EMPTY.match(line)) or is_salutation(line, rules) or greets(line, rules)


def greets(line: str, rules: AnswerRules) -> bool:
    """Whether a line is courtesy that answers nothing: "Selamat pagi." is, "Siap" and "Ok" may be more."""
    words = {piece for word in written_out(line, rules) for piece in word.split("/")}
    return bool(words) and words <= rules.courtesy


def is_salutation(line: str, rules: AnswerRules) -> bool:
    """Whether a line only says who is written to: "Yth. Layanan TI,"."""
    words = written_out(line, rules)
    greeting = next((one.split() for one in rules.salutations if contains(words, one) == 0), None)
    return greeting is not None and not rules.telling & set(words[len(greeting) :])


def _signs(line: str, by: str) -> bool:
    """Whether the line is the writer's name, with titles and degrees or a role behind a dash or bar."""
    name = re.split(r"[,|]| - ", line, maxsplit=1)[0].strip(" ()_").lower()
    return bool(name) and name == by.split(",", maxsplit=1)[0].strip().lower()


def _ends(line: str, rules: AnswerRules) -> bool:
    bare = re.sub(r"[^\w\s-]", " ", line.lower()).strip()
    if not bare and not line.strip().startswith(("--", "__")):
        return False
    written = written_out(bare, rules)
    if any(contains(written, word) is not None for word in (*rules.negations, *rules.holds, *rules.conditions)):
        return False  # "Terima kasih atas laporannya, tapi tunggu dulu" closes nothing
    words, start = " ".join(written), line.strip().lower()
    # "Dikirim dari ..." ends the reply whatever follows; "Salam" only where nearly nothing does.
    return any(
        words == ending
        or (start.startswith(ending) and (" " in ending or len(written) <= _CLOSING_WORDS))
        or (words.startswith(ending) and len(written) <= _CLOSING_WORDS)
        for ending in rules.endings
    )


def written_out(text: str, rules: AnswerRules) -> tuple[str, ...]:
    """Words in lower case, abbreviations and slang written out, letters drawn out for effect shortened.

    Addresses, links and names of files are no words.
    """
    found: list[str] = []
    for token in _TOKEN.findall(without_addresses(text)):
        word = token.strip("./-'")
        found += (rules.short.get(token) or rules.short.get(word) or _plain_word(word, rules)).split()
    return tuple(_thanks_as_one(found))


def _plain_word(word: str, rules: AnswerRules) -> str:
    """A word without drawn-out letters ("setujuuu"), doubling ("putus2") and particles ("sudahmi", "setujulah")."""
    if re.search(r"([a-z])\1\1", word):
        word = re.sub(r"([a-z])\1{2,}", r"\1", word)
    if _DOUBLED.fullmatch(word):
        word = word[:-1]
    if word in rules.vocabulary:
        return word
    if word in rules.short:
        return rules.short[word]
    for particle, adds in rules.particles.items():
        stem = word.removesuffix(particle)
        stem = rules.short.get(stem, stem)
        if stem != word and len(stem) >= _STEM and stem in rules.vocabulary:
            return f"{adds} {stem}".strip()
    return _well_spelt(word, rules)


def _well_spelt(word: str, rules: AnswerRules) -> str:
    """The denial that a word is with one typing error in it, else the word: "tdiak", "jagnan"."""
    if len(word) < _STEM or not word.isalpha() or word in rules.misspelt.but:
        return word
    near = (one for one in rules.misspelt.of if OSA.distance(word, one, score_cutoff=1) <= 1)
    denial = next(near, word)
    return rules.short.get(denial, denial)


def _undisguised(text: str, rules: AnswerRules) -> str:
    """The text with denials that are spelt apart or with digits in them written as words: "t i d a k", "ti-dak", "t1d4k"."""
    whole = _SPELT_APART.sub(lambda found: re.sub(r"[\s._-]", "", found[0]), text)

    def undisguised(found: re.Match[str]) -> str:
        token = found[0].lower()
        plain = re.sub(r"[._~*-]", "", token.translate(_LIKE_LETTERS))
        return plain if plain != token and plain in rules.negations else found[0]

    return re.sub(r"\S+", undisguised, whole)


def without_addresses(text: str) -> str:
    """Lower case, without addresses, links and names of files: nobody says what stands in them."""
    return _NAMES.sub(" ", text.lower())


def grown_from(word: str, roots: Iterable[str], *, bare: bool = True) -> bool:
    """Whether the word is one of the roots, passive or with an ending: kerja, dikerjakan, terpasang.

    Without `bare` the root alone does not count: "untuk kerja samanya" orders nothing.
    """
    return any(
        re.fullmatch(rf"(?:di|ter)?{re.escape(root)}(?:kan|i|nya)?", word) and (bare or word != root) for root in roots
    )


def _thanks_as_one(words: Iterable[str]) -> list[str]:
    """Courtesy ("terima kasih") as one word, so that "terima" alone stays an answer."""
    joined: list[str] = []
    for word in words:
        if word == "kasih" and joined and joined[-1] == "terima":
            joined[-1] = "terimakasih"
        else:
            joined.append(word)
    return joined


def sentences(text: str, rules: AnswerRules) -> list[Sentence]:
    """Sentences that say more than a greeting."""
    polite = frozenset(rules.polite)
    found = []
    for piece in _SENTENCE.split(text):
        words = written_out(piece, rules)
        if words:
            found.append(Sentence(text=piece.strip(), words=words, asks="?" in piece))
    telling = [one for one in found if not set(one.words) <= polite]
    return telling or found


def clauses(text: str) -> list[str]:
    """The text's clauses: what stands between commas, stops and words such as "tapi"."""
    return [piece for piece in _CLAUSE.split(text) if piece and piece.strip()]


def first_word(sentence: Sentence, rules: AnswerRules) -> tuple[int, str]:
    """Position and word after the politeness."""
    polite = frozenset(rules.polite)
    for place, word in enumerate(sentence.words):
        if word not in polite:
            return place, word
    return 0, sentence.words[0]


def contains(words: Sequence[str], phrase: str) -> int | None:
    """Where a phrase of one or more words begins, None where it does not stand there."""
    wanted = phrase.split()
    for place in range(len(words) - len(wanted) + 1):
        if list(words[place : place + len(wanted)]) == wanted:
            return place
    return None


def without(words: Sequence[str], phrases: Iterable[str]) -> list[str]:
    """The words without these phrases."""
    left = list(words)
    for phrase in sorted(phrases, key=len, reverse=True):
        while (place := contains(left, phrase)) is not None:
            del left[place : place + len(phrase.split())]
    return left


_DOTS = re.compile(r"\A(?:\.{2,}|…)+\s*|\s*(?:\.{3,}|…)+\Z")


def labelled(text: str, labels: Mapping[str, Sequence[str]]) -> tuple[dict[str, str], str]:
    """Values of lines "Label: value" (several lines, or several labels in one line), by key; and the text without them.

    A label with a typing error counts where it begins a line; rows and columns of a table are such lines. Values that are left empty
    are not there, nor the dots that stood for one.
    """
    text = as_lines(text, labels) if labels else text
    places = _label_places(text, labels)
    values: dict[str, str] = {}
    rest = text[: places[0][0]] if places else text
    for number, (_, end, key) in enumerate(places):
        stop = places[number + 1][0] if number + 1 < len(places) else len(text)
        value = re.sub(r"[ \t]*\n[ \t]*", "\n", text[end:stop]).strip().rstrip(",;|").strip()
        value = _DOTS.sub("", value)
        if not _EMPTY.match(value) and key not in values:
            values[key] = value
    return values, rest.strip()


def _label_places(text: str, labels: Mapping[str, Sequence[str]]) -> list[tuple[int, int, str]]:
    by_label = {label.lower(): key for key, all_of in labels.items() for label in all_of}
    if not by_label:
        return []
    known = "|".join(re.escape(label).replace(r"\ ", r"[ \t]+") for label in sorted(by_label, key=len, reverse=True))
    exact = re.compile(rf"(?<![\w/])(?:[-•>\d.)]+[ \t]*)?({known})[ \t]*[:=]", re.IGNORECASE)
    places = []
    for found in exact.finditer(text):
        label = re.sub(r"\s+", " ", found.group(1).lower())
        places.append((found.start(), found.end(), by_label[label]))
    near = re.compile(r"^[ \t]*[-•>]*[ \t]*([A-Za-z][A-Za-z ./]{2,38}?)[ \t]*[:=]", re.MULTILINE)
    for found in near.finditer(text):
        if any(start <= found.end() - 1 < end for start, end, _ in places):
            continue
        score, key = max((fuzz.ratio(found.group(1).lower(), label), key) for label, key in by_label.items())
        if score >= _LIKE:
            places.append((found.start(), found.end(), key))
    return sorted(places)


def spoken_labels(text: str, labels: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Values behind labels without a colon, spoken in a row: "penyebabnya kabel putus tindakan disambung".

    Only where two labels or more are named, each once: a lone word is too often no label.
    """
    by_label = {label.lower(): key for key, all_of in labels.items() for label in all_of}
    known = "|".join(re.escape(label).replace(r"\ ", r"[ \t]+") for label in sorted(by_label, key=len, reverse=True))
    found = list(re.finditer(rf"(?<![\w/])({known})(?:nya)?[ \t]+(?=\S)", text, re.IGNORECASE)) if known else []
    keys = [by_label[re.sub(r"\s+", " ", one.group(1).lower())] for one in found]
    if len(set(keys)) < _SPOKEN or len(set(keys)) != len(keys):
        return {}
    ends = [*(one.start() for one in found[1:]), len(text)]
    values = {key: text[one.end() : end].strip(" \t\n,;.") for key, one, end in zip(keys, found, ends, strict=True)}
    return {key: value for key, value in values.items() if value}
