"""The mails that the engine asks for: which template, to whom, with what in `SendMail.says`.

All values of `says` are strings in Indonesian, ready to print; a key that has nothing to say is absent. Lists are one
string with an item a line. Times are written as `wording.moment_long` writes them. Everything else (letter, step,
answers, asks, limits) the template takes from case, step and assignment.

| Template | Purpose | To | `says` |
|-|-|-|-|
| acknowledgement | acknowledgement | requester | `missing` (labels that block), `wanted` (labels asked for that block nothing, also "Surat/nota dinas bertanda tangan"), `problems` (what could not be read), `outside` (SOP outside the set), `next` (title of the first assigned step), `next_due`, `finish` (when all is expected to be done), `review` ("ya": a person decides first), `related` (the other cases of the same letter) |
| completeness | completeness | requester | `missing` (labels), `count` ("1", "2" ...: which request this is), `problems` |
| question | completeness | requester | `question`, `count`, `from` (name of who asks) |
| assignment | assignment | holder | `note` (instruction or correction of the step before), `from` (name of who wrote it), `correction` ("ya": sent back), `question` and `answer` (what was asked of the requester and what came), `reopened` (what the requester wrote with BELUM), `replaces` (name of who had it before), `similar` (open cases that may be about the same: "case: what" a line) |
| asked-back | notice | who wrote | `read` (what was read), `doubt` (one sentence: what is unclear), `allowed` (answers, comma-separated), `missing` (labels of asks still to come), `kept` (labels of what came and is kept), `likely` (the answer most likely meant) |
| passed-on | notice | who wrote | `read`, `doubt`, `allowed` as in asked-back, `person` (the operator, who was told) |
| understood | notice | who wrote | `action`, `note`, `values` ("Label: text" a line), `files` (names), `next` (title of what follows, or how the case ended), `waits_for` (who must still answer), `person` (who was named), `fields` ("Label: value" a line, to the requester after PERBAIKI or DATA) |
| status | notice | requester, holder | `note` |
| confirmation | notice | requester (B3) | nothing |
| moved | notice | requester | `reason`, `until` (TUNDA), `new_due`; after PINDAH `sop` (title of the new SOP) and `from_sop` |
| joined | notice | requester | `main` (the case that this one follows) |
| filed | notice | who sent a copy back, holder | `files` (names), `from` (address of who sent it, to the holder) |
| reminder | reminder | holder | `left` ("ya" if time is left), `resumed` ("ya": TUNDA ends now); the office adds `others` (further steps of the day: "[case code] title, unit, until" a line) and `cases` |
| escalation | escalation | superior, else head | `holder` (name), `due` |
| reassigned | notice | old holder | `person` (who has it now), `by` (who moved it), `note` |
| void | notice | holder | `reason` |
| undone | notice | who said BATAL | `action` (the answer that was taken back) |
| result | result | requester | `note`, `outcome` ("closed" where the operator closed it) |
| report | report | head, or the role that the SOP names | `note`, `outcome` ("refused" where it was refused) |
| refusal | refusal | requester | `reason` |
| ending | review | operator | `action` (TOLAK), `reason` (his own, for the file); the office adds `mail` (what the requester would read) |
| review | review | operator | `reason`, `ranking` ("sop-id: score" a line), `outside`, `because`, `problems` |
| withdrawn | notice | requester, holder | `note` |
| bounced | notice | operator | `address`, `detail`, `person` (who was asked instead) |
| problem | notice | operator | `problem`, `from`, `text` |

`duplicate` (acknowledgement of a letter that is here already) is sent by the office, not by the engine.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.model import Address, Assignment, Purpose, SendMail, Sifat

TEMPLATES = (
    "acknowledgement", "completeness", "question", "assignment", "asked-back", "passed-on", "understood", "status", "confirmation",
    "moved", "joined", "filed", "reminder", "escalation", "reassigned", "void", "undone", "result", "report", "refusal", "review", "ending",
    "withdrawn", "bounced", "problem",
)  # fmt: skip
"""All templates that `SendMail.template` may name."""

_LETTER_ITSELF = frozenset({"surat", "bukti"})


def mail(
    purpose: Purpose,
    template: str,
    to: Address,
    *,
    sifat: Sifat,
    attach: tuple[str, ...] = (),
    assignment: Assignment | None = None,
    says: Mapping[str, str | None] | None = None,
) -> SendMail:
    """A mail without empty `says`. A letter marked Rahasia goes with assignments alone (DESIGN, bad input)."""
    if sifat is Sifat.RAHASIA and purpose is not Purpose.ASSIGNMENT:
        attach = tuple(name for name in attach if name not in _LETTER_ITSELF)
    return SendMail(
        purpose=purpose,
        template=template,
        to=to,
        attach=attach,
        assignment=assignment,
        says={key: value for key, value in (says or {}).items() if value},
    )
