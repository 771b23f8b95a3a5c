"""Which SOP the model of kinds says, with what the rules say as one sign among the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.model import Form, Letter, Route
from pipeline.tagging import NONE, ROUTE, UNRELATED, Hint, LetterModels, Passage

LEAST = 0.3  # probability from which a letter goes to a SOP without asking a person
NOTHING_ASKED = "tidak ada permintaan di dalamnya"
NO_SOP = "bukan salah satu SOP"
# Probabilities from which something is asked: at all, beside words of what asks for nothing, and of what no SOP serves.
LIKELIER_THAN_NOT, AGAINST_NOISE, OF_NO_SOP = 0.5, 0.95, 0.97
RULED, SHORTLY_RULED = 0.3, 0.05  # the same where the rules' words are clear, in a letter, and in one of few words
FEW_WORDS = 20
SAID, LOUD = 6, 0.1  # words that are named as reasons, and the points that each has at least
CLEAR = 0.5  # lead of the rules' first SOP, as share of its score, from which they are clear


def kind_passage(letter: Letter, ruled: Route) -> Passage:
    """A letter as the model of kinds sees it."""
    mail = letter.form is Form.EMAIL and letter.matter is None
    return Passage(
        text=letter.full_text if letter.matter is None else letter.matter,
        form=letter.form.value,
        subject=(letter.value("subject") or "") if mail else "",
        hints={ROUTE: Hint(value=_said(ruled), finder="clear" if _is_clear(ruled) else "close")},
    )


def by_model(letter: Letter, ruled: Route, models: LetterModels) -> Route:
    """The likeliest SOP; None where the model says none of them, or is not sure enough."""
    passage = kind_passage(letter, ruled)
    shares = models.kind(passage)
    asks = 1.0 - shares.get(UNRELATED, 0.0)
    asked = {name: share / max(asks, 1e-9) for name, share in shares.items() if name != UNRELATED}
    ranking = tuple(sorted(((name, round(share, 3)) for name, share in asked.items()), key=lambda pair: -pair[1]))
    (best, share), second = ranking[0], ranking[1][1] if len(ranking) > 1 else 0.0
    found = replace(
        ruled, sop=None, outside=None, request=True, score=share, margin=round(share - second, 3), ranking=ranking, asks=asks
    )  # fmt: skip
    if asks < _least(letter, ruled, best):
        return replace(found, score=0.0, margin=0.0, request=False, because=(NOTHING_ASKED,))
    if best == NONE:
        words = _words(models.words_for(passage, best))
        return replace(found, because=("tidak termasuk salah satu SOP", *_chances(ranking), *words))
    if share < LEAST:
        return replace(found, because=("belum pasti SOP mana", *_chances(ranking)))
    words = _words(models.words_for(passage, best))
    return replace(found, sop=best, because=(*_chances(ranking), *words, *(ruled.because if ruled.sop == best else ())))


def _least(letter: Letter, ruled: Route, best: str) -> float:
    """Probability from which something is asked: likelier than not, and more of what speaks against it."""
    few = len(letter.full_text.split()) < FEW_WORDS  # "Terlampir surat kami."
    if best == NONE and (few or not ruled.request):
        return OF_NO_SOP
    if ruled.request and _is_clear(ruled):
        return SHORTLY_RULED if few else RULED
    noise = not ruled.request and ruled.because not in ((), (NOTHING_ASKED,))  # words of invitations, offers, bills
    return AGAINST_NOISE if noise else LIKELIER_THAN_NOT


def _chances(ranking: tuple[tuple[str, float], ...]) -> tuple[str, ...]:
    """The likely ones in words."""
    likely = [f"{NO_SOP if name == NONE else name} {share:.0%}" for name, share in ranking if share >= 0.05]  # noqa: PLR2004 - the rest is noise
    return (f"menurut kata-katanya: {', '.join(likely)}",)


def _words(found: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """The words that spoke most for the choice, and against it."""
    told = []
    for title, side in (("berdasarkan kata", 1), ("yang melawan", -1)):
        words = [word for word, points in found if points * side > LOUD][:SAID]
        told += [f"{title} {', '.join(words)}"] if words else []
    return tuple(told)


def _said(ruled: Route) -> str:
    """Where the rules send it: the first of their ranking, even where they leave it to a person."""
    if not ruled.request:
        return UNRELATED
    if ruled.outside:
        return NONE
    return ruled.ranking[0][0] if ruled.ranking and ruled.ranking[0][1] > 0 else NONE


def _is_clear(ruled: Route) -> bool:
    return ruled.sop is not None and ruled.margin >= CLEAR * max(ruled.score, 1e-9)
