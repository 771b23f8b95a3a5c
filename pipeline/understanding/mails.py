"""From a mail and its documents to what they say: extraction, routing and what is missing, in that order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from pipeline import extraction, intake, routing, sop
from pipeline.model import Document, Form, Letter, Mail, MailKind, ReturnedCopy, Route, Understanding
from pipeline.rulebook import Directory, Rulebook
from pipeline.tagging import LetterModels
from pipeline.understanding.likeness import each_once
from pipeline.understanding.secrecy import guarded

# Probabilities from which something is asked of us: beside words of who answers and in what sounds automatic, and in an answer.
LIKELY_ASKS, SURELY_ASKS = 0.7, 0.95
LIKELIER_THAN_NOT, PLAINLY_ASKS = (
    0.5,
    0.8,
)  # the same of what the model of letters says, where rules see what is asked, and where not
A_REQUEST = 8  # words at least of a request in an answer to a mail of ours
MAY_BE_ACCESS = 0.15  # probability of a SOP about access from which names beside accounts are kept
A_LETTER = 20  # words at least of a new letter that is sent as an answer to some old mail
# Kinds that headers and thread settle for good: no letter is looked for in them.
SETTLED = (MailKind.AUTOMATIC, MailKind.BOUNCE, MailKind.UNRELATED)


def understand_mail(
    mail: Mail,
    documents: Sequence[Document],
    *,
    file: str,
    rulebook: Rulebook,
    directory: Directory,
    zone: ZoneInfo,
    returned: tuple[ReturnedCopy, ...] = (),
    models: LetterModels | None = None,
) -> Understanding:
    """What a mail says: the letters of several people where it brings such, else its own; without `models` by the rules alone."""
    understand = partial(_understand_one, file=file, rulebook=rulebook, directory=directory, zone=zone, models=models)
    if not mail.forwarded or mail.kind is not MailKind.LETTER:
        return understand(mail, documents, returned=returned)
    each = tuple(understand(one, _documents_of(one, documents), returned=()) for one in intake.mails_in(mail))
    if several := _of_several(each, mail, documents, returned, least=2):
        return several
    whole = understand(mail, documents, returned=returned)
    own = len(mail.text.split()) - sum(len(one.text.split()) for one in mail.forwarded)  # words of the cover
    nothing_of_its_own = own < A_LETTER and all(letter.form is Form.EMAIL for letter in whole.letters)
    return (_of_several(each, mail, documents, returned, least=1) if nothing_of_its_own else None) or whole


def _understand_one(
    mail: Mail,
    documents: Sequence[Document],
    *,
    file: str,
    rulebook: Rulebook,
    directory: Directory,
    zone: ZoneInfo,
    models: LetterModels | None,
    returned: tuple[ReturnedCopy, ...],
) -> Understanding:
    """What one mail says. One in which nobody asks for anything is UNRELATED, or a REPLY if it brings our letters back."""
    told = partial(
        Understanding, file=file, problems=tuple(document.problem for document in documents if document.problem)
    )
    if mail.kind in SETTLED:
        return told(kind=mail.kind, because=mail.because, unsure=mail.unsure)
    if mail.kind is MailKind.REPLY:
        documents = _attached_by_himself(mail, documents)
    letters = extraction.extract(
        mail,
        documents,
        rulebook=rulebook,
        directory=directory,
        zone=zone,
        models=models,
        bare=mail.kind is not MailKind.REPLY,
    )
    letters = guarded(each_once(letters), documents)
    routed = [pair for letter in letters for pair in _routed(letter, rulebook, models)]
    requests = [one for one in routed if (one[1].request or mail.told) and _counts(mail, *one, rulebook, models)]
    told = partial(told, documents=tuple(documents))
    answers = mail.kind is MailKind.REPLY and not _is_new_letter(mail, requests, models)
    if not answers and not requests:
        why = tuple(reason for _, route in routed for reason in route.because) or (routing.NOTHING_ASKED,)
        return _without_requests(told, mail, why, returned, models)
    if not answers and _fraud(mail, requests, rulebook, directory, models):
        lure = "tampak seperti penipuan: meminta uang, kata sandi, atau membuka tautan"
        return told(kind=MailKind.UNRELATED, because=(lure,), unsure=True)
    return told(
        kind=MailKind.REPLY if answers else MailKind.LETTER,  # of a reply `threads.py` says what is in it
        because=mail.because,
        letters=tuple(letter for letter, _ in requests),
        routes=tuple(route for _, route in requests),
        missing=tuple(_missing(letter, route, rulebook) for letter, route in requests),
        returned=returned,
    )


def _without_requests(
    told: Callable[..., Understanding],
    mail: Mail,
    why: tuple[str, ...],
    returned: tuple[ReturnedCopy, ...],
    models: LetterModels | None,
) -> Understanding:
    """What a mail is in which nothing is asked; a letter where a file could not be read, which may ask for something."""
    if returned:
        why = (f"membawa kembali surat {', '.join(copy.letter for copy in returned)}",)
        return told(kind=MailKind.REPLY, because=why, returned=returned)
    found = told(kind=MailKind.UNRELATED, because=mail.because + why, unsure=True)
    if mail.auto_submitted or (mail.unsure and (models is None or mail.signs.answers)):
        return replace(found, kind=MailKind.AUTOMATIC)
    return replace(found, kind=MailKind.LETTER, unsure=False) if found.problems else found


def _documents_of(mail: Mail, documents: Sequence[Document]) -> tuple[Document, ...]:
    names = {part.name for part in mail.parts}
    return tuple(one for one in documents if {one.part, one.container} & names)


def _of_several(
    each: tuple[Understanding, ...],
    mail: Mail,
    documents: Sequence[Document],
    returned: tuple[ReturnedCopy, ...],
    *,
    least: int,
) -> Understanding | None:
    """What the mails that a mail brings say together; None where fewer than `least` of them are letters of their own."""
    brought = len(mail.forwarded)
    each = (*each[:brought], *(_documents_alone(one) for one in each[brought:]))
    letters = tuple(letter for one in each for letter in one.letters)
    if sum(bool(one.letters) for one in each[:brought]) < least or len(each_once(letters)) < len(letters):
        return None
    return Understanding(
        file=each[0].file,
        kind=MailKind.LETTER,
        because=mail.because,
        letters=letters,
        routes=tuple(route for one in each for route in one.routes),
        missing=tuple(missing for one in each for missing in one.missing),
        problems=tuple(problem for one in each for problem in one.problems),
        documents=tuple(documents),
        returned=returned,
        forwarded=each,
    )


def _documents_alone(cover: Understanding) -> Understanding:
    """What came beside a cover, without the cover's own words."""
    kept = [place for place, letter in enumerate(cover.letters) if letter.form is not Form.EMAIL]
    return replace(
        cover,
        letters=tuple(cover.letters[place] for place in kept),
        routes=tuple(cover.routes[place] for place in kept),
        missing=tuple(cover.missing[place] for place in kept),
    )


def _attached_by_himself(mail: Mail, documents: Sequence[Document]) -> tuple[Document, ...]:
    enclosed = {part.name for part in mail.parts if part.enclosed}
    return tuple(one for one in documents if not {one.part, one.container} & enclosed)


def _counts(mail: Mail, letter: Letter, route: Route, rulebook: Rulebook, models: LetterModels | None) -> bool:
    """Whether a mail's bare words count as a request: in answers only if they all but certainly ask.

    Of what sounds automatic a model says so that knows the mails of programs.
    """
    if letter.form is not Form.EMAIL or mail.told:
        return True
    if mail.kind is MailKind.REPLY:
        return models is None or (route.asks >= SURELY_ASKS and len(mail.text.split()) >= A_REQUEST)
    sounds = mail.auto_submitted or mail.unsure
    if models is None:
        return not sounds
    if not mail.auto_submitted and _asks_plainly(mail, letter, route, rulebook):
        return True
    least = SURELY_ASKS if mail.auto_submitted else LIKELY_ASKS
    return not (sounds or mail.signs.answers) or routing.asks(letter, rulebook=rulebook, models=models) >= least


def _asks_plainly(mail: Mail, letter: Letter, route: Route, rulebook: Rulebook) -> bool:
    """Whether words that a program might say stand beside something that a SOP serves and that is asked of us.

    Of 270 mails of programs that answer nothing none passes; where no rule sees what is asked, they may say nothing that programs say.
    """
    signs = mail.signs
    if route.sop is None or signs.program >= rulebook.kinds.program_sure:
        return False
    if signs.asks:
        return route.asks > LIKELIER_THAN_NOT
    return not signs.because and bool(letter.value("requested_resolution")) and route.asks >= PLAINLY_ASKS


def _is_new_letter(mail: Mail, requests: Sequence[tuple[Letter, Route]], models: LetterModels | None) -> bool:
    """Whether an answer to somebody else's mail asks for something of its own, at some length."""
    others = mail.because in ((intake.OTHERS_THREAD,), (intake.OTHERS_SUBJECT,))
    return models is not None and others and len(mail.text.split()) >= A_LETTER and bool(requests)


def _fraud(
    mail: Mail,
    requests: Sequence[tuple[Letter, Route]],
    rulebook: Rulebook,
    directory: Directory,
    models: LetterModels | None,
) -> bool:
    """Words alone that lure a reader, from a domain where nobody whom we know has an address; who surely asks us is no lure."""
    if mail.told or any(letter.form is not Form.EMAIL for letter, _ in requests):
        return False
    if models is not None and all(route.asks >= SURELY_ASKS for _, route in requests):
        return False
    known = {person.email for person in directory.people} | {unit.email for unit in directory.units if unit.email}
    domains = {address.lower().rpartition("@")[2] for address in known}
    sender = mail.sender.address.rpartition("@")[2] if mail.sender else ""
    return sender not in domains and intake.is_fraud(mail.subject, mail.text, rulebook.kinds)


def _routed(letter: Letter, rulebook: Rulebook, models: LetterModels | None) -> list[tuple[Letter, Route]]:
    """The letter with its route; as several requests where each of them goes to another SOP for certain."""
    matters = [(matter, routing.route(matter, rulebook=rulebook)) for matter in letter.matters]
    sops = [route.sop for _, route in matters]
    if len(matters) > 1 and None not in sops and len(set(sops)) == len(sops):
        return [(_own_access(matter, route, sops, rulebook), route) for matter, route in matters]
    whole = replace(letter, matters=())
    route = routing.route(whole, rulebook=rulebook, models=models)
    likely = sum(share for sop, share in route.ranking if _wants_access(sop, rulebook))
    about_access = models is None or route.sop is None or _wants_access(route.sop, rulebook) or likely >= MAY_BE_ACCESS
    return [(whole if about_access else replace(whole, access=()), route)]


def _own_access(matter: Letter, route: Route, sops: Sequence[str | None], rulebook: Rulebook) -> Letter:
    """A list of accounts goes with the request whose SOP asks for one."""
    keeps = _wants_access(route.sop, rulebook) or not any(_wants_access(sop, rulebook) for sop in sops)
    return replace(matter, matters=(), access=matter.access if keeps else ())


def _wants_access(sop: str | None, rulebook: Rulebook) -> bool:
    needs = rulebook.sops[sop].request.required if sop in rulebook.sops else ()
    return any(need.path == "access" for need in needs)


def _missing(letter: Letter, route: Route, rulebook: Rulebook) -> tuple[str, ...]:
    return sop.missing(letter, rulebook.sops[route.sop]) if route.sop else ()


def without_contents(mail: Mail) -> Mail:
    """The mail with the names of its files alone: their words are in its documents."""
    return replace(mail, parts=tuple(replace(part, content=b"") for part in mail.parts))


def without_pages(understanding: Understanding) -> Understanding:
    """What is kept of the documents: which files there were, not their words."""
    bare = tuple(replace(document, pages=()) for document in understanding.documents)
    return replace(
        understanding, documents=bare, forwarded=tuple(without_pages(one) for one in understanding.forwarded)
    )
