"""How people say what they did: `rules/answers.yaml`."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field

from pipeline.model import Action
from pipeline.rulebook.base import Rule

# Courtesy that may be an answer.
_AGREEING = frozenset(["siap", "baik", "baiklah", "ya", "yaa", "iya", "sip", "mantap", "okay"])


class Saying(Rule):
    """How one answer is said. All in lower case, after `AnswerRules.short` has been written out."""

    words: tuple[str, ...] = ()  # as the first word of a reply: the answer itself
    phrases: tuple[str, ...] = ()  # anywhere in a sentence without negation, question or condition
    after_done: tuple[str, ...] = ()  # roots (kerja: dikerjakan) that mean it right after one of `AnswerRules.done`
    done_of: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # likewise, where the step asks for this key
    ordered: tuple[
        str, ...
    ] = ()  # as `phrases`, on steps that hand work on: nothing written lies there to be corrected
    after_please: tuple[str, ...] = ()  # roots that mean it on those steps after one of `AnswerRules.please`
    drafted: tuple[str, ...] = ()  # as `phrases`, on steps that approve something written ("kirim saja")
    alone: tuple[str, ...] = ()  # only where nothing but politeness stands beside it ("ok")
    noted: tuple[str, ...] = ()  # as `phrases`, on steps whose actor only takes note ("diterima")
    attached: tuple[str, ...] = ()  # as `phrases`, where the step asks for a file and one came ("terlampir")
    allows: tuple[str, ...] = ()  # words of `holds` or `future` that do not hinder this answer
    unless: tuple[str, ...] = ()  # beside one of these words it says something else: "belum kami coba"
    of: tuple[str, ...] = ()  # what may follow the word in small letters where it says the answer: cabut laporan
    exact: bool = False  # no typing errors are forgiven in `words`: too like other words

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of `words`, `phrases`, `alone` and `noted`."""
        said = (*self.words, *self.phrases, *self.alone, *self.noted)
        return frozenset(word for phrase in said for word in phrase.split())


class Veto(Rule):
    """A family of words that stand against a decision, however sure the model of meanings is.

    Patterns are words in a row within one clause, after `AnswerRules.short` has been written out: `a|b` one of them, `N` a
    number, `FEWER` so many of more ("dua dari tiga"), `..` up to four words in between, `~` the rest of a word (`kerja~`).
    """

    doubt: str  # a sentence to who wrote
    against: tuple[Action, ...]
    says: tuple[str, ...]
    unless: tuple[str, ...] = ()  # in the same clause: then it does not count
    unless_asked: tuple[str, ...] = ()  # keys of asks: at a step that asks for one of them it does not count
    taking_note: bool = True  # False: does not count at steps whose actor only takes note ("diterima")
    aside: bool = False  # counts only where the decision does not stand without the sentence
    before_answer: bool = False  # does not count where what stands beside it begins with the answer's own word


class Misspelt(Rule):
    """Words that count with one typing error in them."""

    of: tuple[str, ...] = ()
    but: tuple[str, ...] = ()  # words of their own that are as near to one of them


class AbsenceRules(Rule):
    """How holders say that they are away, in words as `AnswerRules` has them."""

    states: tuple[str, ...] = ()  # cuti, opname, berhalangan: after who writes, or at the beginning of a clause
    leading: tuple[str, ...] = ()  # what may stand between the beginning and such a word: lagi, hari ini
    to_come: tuple[str, ...] = ()  # beside them the absence is yet to come, and who writes still decides: besok
    general: tuple[str, ...] = ()  # all that somebody has to do, and not this case: urusan, kerjaan
    this: tuple[str, ...] = ()  # what is handed on is this case: ini, tersebut
    times: tuple[str, ...] = ()  # beside these words it is no case: hari ini, this week


class AnswerRules(Rule):
    """The action grammar."""

    vetoes: dict[str, Veto] = Field(default_factory=dict)  # by family
    absences: AbsenceRules = AbsenceRules()
    short: dict[str, str] = Field(default_factory=dict)  # abbreviations and slang, written out: blm -> belum
    particles: dict[str, str] = Field(default_factory=dict)  # ends of known words and what they add: lah, pi -> nanti
    polite: tuple[str, ...] = ()  # words that say nothing by themselves: pak, mohon, siap
    salutations: tuple[str, ...] = ()  # begin a first line that only greets, whoever is named in it
    endings: tuple[str, ...] = ()  # a line of these words ends what the reply says: signature below
    answers: dict[Action, Saying] = Field(default_factory=dict)
    done: tuple[str, ...] = ()  # sudah, telah
    please: tuple[str, ...] = ()  # mohon, agar: an instruction follows
    negations: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()  # begin a form's value that says that it is not done: gagal, belum, menyusul
    elsewhere: tuple[str, ...] = ()  # begin a form's value that stands somewhere else, in a file perhaps: lihat foto
    past: tuple[str, ...] = ()  # before a bad state: it was so: semula
    numbers: dict[str, int] = Field(
        default_factory=dict
    )  # in words, as `rules/dates.yaml` has them; filled in on loading
    misspelt: Misspelt = Misspelt()  # denials that are known although wrongly typed
    conditions: tuple[str, ...] = ()
    ifs: tuple[str, ...] = ()  # those of them that make a refusal, too, hang on something: kalau
    approval_conditions: tuple[str, ...] = ()  # hinder an approval, not a report of work: setelah, sebelum
    questions: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()  # later, not yet: nanti, besok, sedang
    future: tuple[str, ...] = ()  # hinder what is said naturally, not an answer word with an instruction: segera
    harmless: tuple[str, ...] = ()  # taken out before looking for the above: "tidak ada kendala"
    retold: tuple[str, ...] = ()  # tell of an approval that was given elsewhere: "surat yang sudah saya setujui"
    lookalikes: tuple[str, ...] = ()  # hold an answer's word and are none: "penjelasan lebih lanjut"
    again: tuple[str, ...] = ()  # states after which "lagi" means again, not still: normal lagi
    deadlines: tuple[str, ...] = ()  # until when something is to be done, which is no condition: paling lambat
    shifts: tuple[str, ...] = ()  # before the time to which something is put off: digeser, jadwalkan
    moments: tuple[str, ...] = ()  # words of a time after them: besok, pukul
    work: tuple[str, ...] = ()  # words of work that "sebelum" sets a limit to: selesaikan sebelum
    reports: tuple[str, ...] = ()  # words of a report that is wanted "setelah selesai"
    others: tuple[str, ...] = ()  # whose approval is not the writer's own: kadiv
    relayed: tuple[str, ...] = ()  # in front of a colon: what follows was said or drafted elsewhere
    oneself: tuple[str, ...] = ()  # saya, kami
    honorifics: tuple[str, ...] = ()  # bapak, beliau: one's own superior, or who is spoken to
    titles: dict[str, str] = Field(
        default_factory=dict
    )  # posts spelled out, and their short forms: kepala bagian -> kabag
    posts: tuple[str, ...] = ()  # officials whom secretaries and staff serve: kabag, direktur
    deputies: tuple[str, ...] = ()  # who writes for another: sekretaris, ajudan, staf
    secretaries: tuple[str, ...] = ()  # those of them who are so whomever they serve
    presents: tuple[str, ...] = ()  # how one says who he is: saya, ini, dengan
    presents_as: tuple[str, ...] = ()  # what may stand between that and what he is, beside his name: sebagai
    written_by: tuple[str, ...] = ()  # "dibalas oleh"
    in_name_of: tuple[str, ...] = ()  # "atas nama", at the beginning of a clause
    orders: tuple[str, ...] = ()  # on whose word one acts: arahan, perintah, diminta
    received: tuple[str, ...] = ()  # an order beside them has come, it is not acted on: "arahan Bapak diterima"
    tells: tuple[str, ...] = ()  # what a superior decided or asked for, told by another: setuju, minta, berkenan
    mentions: tuple[str, ...] = ()  # the answer's word after them is only told: ketik, klik, tombol
    mentions_with: tuple[str, ...] = ()  # what may stand between: "jawab dengan kata"
    states: tuple[str, ...] = ()  # words of `holds` that tell how somebody is, where another one is named: cuti
    name_after: tuple[str, ...] = ()  # a name follows: ke, kepada
    name_ends: tuple[str, ...] = ()  # a name ends before: untuk, agar
    name_titles: tuple[str, ...] = ()  # pak, bu: a name follows
    nobody: tuple[str, ...] = ()  # words that name no person: penyedia, provider
    both_signed: tuple[str, ...] = ()  # one file carries both signatures (step 6 of hak-akses)
    thanks: tuple[str, ...] = ()  # a requester's mail of such words alone asks for nothing
    corrections: tuple[str, ...] = ()  # prose beside one of these overwrites what a case holds: ralat, salah ketik
    replaced: tuple[str, ...] = ()  # likewise of a telephone number: who has a new one says so with "ganti"
    bad: tuple[str, ...] = ()  # states that a requester complains of, after `still`: putus, lambat
    still: tuple[str, ...] = ()  # masih, tetap, kok
    fields: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # field path -> labels that requesters write
    sops: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # SOP id -> how people call it

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that the grammar knows: what a particle may hang on."""
        said = [words for saying in self.answers.values() for words in (saying.words, saying.phrases, saying.alone)]
        lists = (*said, self.polite, self.done, self.negations, self.conditions, self.holds, self.future, self.again)
        whole = {word for one in (*lists, tuple(self.short.values())) for phrase in one for word in phrase.split()}
        return frozenset(whole)

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words that may say more than courtesy."""
        return (self.vocabulary - frozenset(self.polite)) | frozenset(self.questions)

    @cached_property
    def courtesy(self) -> frozenset[str]:
        """The words of a greeting that answer nothing; "siap" and "ok" may be an answer."""
        answering = {word for saying in self.answers.values() for word in (*saying.words, *saying.alone)}
        return frozenset((*self.polite, *self.endings)) - answering - _AGREEING
