"""How people say what they did: `rules/answers.yaml`."""

from __future__ import annotations

from pydantic import Field

from pipeline.model import Action
from pipeline.rulebook.base import Rule


class Saying(Rule):
    """How one answer is said. All in lower case, after `AnswerRules.short` has been written out."""

    words: tuple[str, ...] = ()  # as the first word of a reply: the answer itself
    phrases: tuple[str, ...] = ()  # anywhere in a sentence without negation, question or condition
    after_done: tuple[str, ...] = ()  # words that mean it within two words after one of `AnswerRules.done`
    alone: tuple[str, ...] = ()  # only where nothing but politeness stands beside it ("ok")
    noted: tuple[str, ...] = ()  # as `phrases`, on steps whose actor only takes note ("diterima")
    attached: tuple[str, ...] = ()  # as `phrases`, where the step asks for a file and one came ("terlampir")
    allows: tuple[str, ...] = ()  # words of `holds` or `future` that do not hinder this answer
    exact: bool = False  # no typing errors are forgiven in `words`: too like other words


class AnswerRules(Rule):
    """The action grammar."""

    short: dict[str, str] = Field(default_factory=dict)  # abbreviations and slang, written out: blm -> belum
    polite: tuple[str, ...] = ()  # words that say nothing by themselves: pak, mohon, siap
    endings: tuple[str, ...] = ()  # a line of these words ends what the reply says: signature below
    answers: dict[Action, Saying] = Field(default_factory=dict)
    done: tuple[str, ...] = ()  # sudah, telah
    negations: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    approval_conditions: tuple[str, ...] = ()  # hinder an approval, not a report of work: setelah, sebelum
    questions: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()  # later, not yet: nanti, besok, sedang
    future: tuple[str, ...] = ()  # hinder what is said naturally, not an answer word with an instruction: segera
    harmless: tuple[str, ...] = ()  # taken out before looking for the above: "tidak ada kendala"
    name_after: tuple[str, ...] = ()  # a name follows: ke, kepada
    name_ends: tuple[str, ...] = ()  # a name ends before: untuk, agar
    name_titles: tuple[str, ...] = ()  # pak, bu: a name follows
    nobody: tuple[str, ...] = ()  # words that name no person: penyedia, provider
    both_signed: tuple[str, ...] = ()  # one file carries both signatures (step 6 of hak-akses)
    thanks: tuple[str, ...] = ()  # a requester's mail of such words alone asks for nothing
    fields: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # field path -> labels that requesters write
    sops: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # SOP id -> how people call it
