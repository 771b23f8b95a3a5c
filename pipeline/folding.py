"""Text as it looks, in plain Latin letters: one form for everything that is compared or understood.

Unicode has thousands of letters that look like Latin ones, marks that lie over letters, and characters that nobody sees.
A word that a person reads as "tidak" must be that word here, too.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from confusable_homoglyphs.confusables import confusables_data

# Marks that cross out what they lie over: short and long stroke, solidus, vertical lines, "prohibited".
_STROKES = "\u0335\u0336\u0337\u0338\u20d2\u20d3\u20e0\u20e5\u20e6"
_STRUCK = re.compile(
    rf"[^\n][\u0300-\u036f\u200d\u20d0-\u20f0\ufe00-\ufe0f]*[{_STROKES}][\u0300-\u036f\u20d0-\u20f0\ufe00-\ufe0f]*"
)
_OVERRIDES = re.compile(r"[\u202d\u202e]")
_NAMED = re.compile(
    r"^(?:REGIONAL INDICATOR SYMBOL LETTER|.*\bLATIN (?:SMALL |CAPITAL )?LETTER(?: SMALL CAPITAL)?"
    r"(?: (?:TURNED|REVERSED|SIDEWAYS|DOTLESS|LONG|OPEN|CLOSED))*) ([A-Z])(?: |$)"
)
_FILLERS = "\u115f\u1160\u17b4\u17b5"  # letters without any shape
_BLANKS = "\u3164\uffa0\u2800"  # as wide as a letter, and empty
# The cross, "prohibited", "stop", the thumb that points down: they deny what stands beside them.
DENYING = "\u274c\u274e\u2716\u2718\u2717\U0001f6ab\U0001f6d1\u26d4\U0001f44e\U0001f645\U0001f6c7\u2298"
_SPACES = {"Zs": " ", "Zl": "\n", "Zp": "\n"}
# Scripts whose letters are taken for Latin ones; a word of theirs that is left over was meant to be misread.
_LIKE_LATIN = frozenset({"CYRILLIC", "GREEK", "CHEROKEE", "ARMENIAN", "COPTIC", "LISU", "GEORGIAN", "DESERET", "OSAGE", "CANADIAN SYLLABICS", "GOTHIC", "OLD ITALIC", "RUNIC", "WARANG CITI", "VAI", "BAMUM", "TIFINAGH"})  # fmt: skip


class _Table(dict[int, str]):
    """What each character becomes; filled as characters are seen."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _plain(chr(code))
        return found


class _PlainTable(dict[int, str]):
    """The same, but Latin letters keep their accents."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        accented = unicodedata.category(character)[0] == "L" and unicodedata.decomposition(character)[:1] not in (
            "",
            "<",
        )
        keeps = accented and unicodedata.name(character, "").startswith("LATIN")
        found = self[code] = character if keeps else _table[code]
        return found


_table = _Table()
_plain_table = _PlainTable()


def fold(text: str) -> str:
    """The text in plain letters: look-alikes, fullwidth, accents and invisible characters replaced, struck ones left out.

    Typographic quotes, dashes, emoji, and the words of other scripts stay as they are.
    """
    if text.isascii():
        return text
    return _without_struck(text).translate(_table)


def unmasked(text: str) -> str:
    """The text as `fold` gives it, with the accents of Latin letters: for what is shown and kept, names among it."""
    return text if text.isascii() else _without_struck(unicodedata.normalize("NFC", text)).translate(_plain_table)


def misleading(text: str) -> bool:
    """Whether a person may have read something else than `fold` gives: letters that only look Latin, text turned round.

    A Greek or Cyrillic letter that stands alone is a sign ("75 \u03a9"), and words of other scripts are words.
    """
    if text.isascii():
        return False
    bare = "".join(one for one in text if unicodedata.category(one) not in ("Cf", "Mn", "Me"))
    return bool(_OVERRIDES.search(text)) or any(_looks_latin(word) for word in re.findall(r"[^\W\d_]{2,}", bare))


def _without_struck(text: str) -> str:
    return _STRUCK.sub("", text) if any(mark in text for mark in _STROKES) else text


def _plain(character: str) -> str:
    """What one character becomes."""
    category = unicodedata.category(character)
    if character in "\n\t" or character.isascii():
        return character
    if category in ("Cf", "Mn", "Me", "Cc", "Cs") or character in _FILLERS:
        return ""
    if category in _SPACES or character in _BLANKS:
        return _SPACES.get(category, " ")
    if category == "Nd":
        return str(unicodedata.digit(character))
    return _letter(character) if category[0] == "L" or category in ("So", "Nl", "No") else character


def _letter(character: str) -> str:
    """The ASCII letters that a letter or enclosed letter stands for or looks like; itself where there are none."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", character) if unicodedata.category(one)[0] != "M")
    if bare.isascii() and bare.strip("()").isalnum():
        return bare.strip("()")
    named = _NAMED.match(unicodedata.name(character, ""))
    if named:
        found = named[1]
        small = "SMALL LETTER" in unicodedata.name(character) or "LETTER SMALL" in unicodedata.name(character)
        return found.lower() if small else found
    return _looks_like().get(bare[:1], character) if bare else character


@cache
def _looks_like() -> dict[str, str]:
    """Letters of other scripts and the Latin letter that each looks like (Unicode TR39)."""
    found: dict[str, str] = {}
    for character, others in confusables_data.items():
        if len(character) != 1 or character.isascii():
            continue
        letters = [letter for other in others if (letter := _latin(other["c"]))]
        if (
            letters
        ):  # one of the same size is more like it: the capital I of Cyrillic is an I, not the l that it looks like, too
            alike = [letter for letter in letters if letter.isupper() == character.isupper()]
            found[character] = (alike or letters)[0].upper() if character.isupper() else (alike or letters)[0].lower()
    return found


def _latin(text: str) -> str:
    """The ASCII letter of a single Latin letter, small capitals and the like included."""
    if len(text) != 1:
        return ""
    if text.isascii():
        return text if text.isalpha() else ""
    named = _NAMED.match(unicodedata.name(text, ""))
    return named[1] if named and unicodedata.name(text, "").startswith("LATIN") else ""


def _looks_latin(word: str) -> bool:
    """Whether a word has letters of a script that is taken for Latin, or mixes Latin letters with those of another."""
    if word.isascii():
        return False
    scripts = {_script(one) for one in word}
    return bool(scripts & _LIKE_LATIN) or ("LATIN" in scripts and len(scripts) > 1)


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """The script that a letter's name begins with; fullwidth, mathematical and enclosed letters are Latin."""
    folded = _table[ord(letter)]
    name = unicodedata.name(letter, "")
    found = next((script for script in _LIKE_LATIN if name.startswith(script)), "")
    return found or ("LATIN" if folded.isascii() else name.partition(" ")[0])
