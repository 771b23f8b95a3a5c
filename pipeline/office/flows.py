"""A running case keeps the SOP that it started with: the flow as it was then is filed and found again.

Letters, asks, wording and routing are always those in force; only steps, actors, limits and answers are kept.
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.model import Case
from pipeline.office.services import Services
from pipeline.rulebook import Rulebook, Sop
from pipeline.sop import Desk
from pipeline.store import Store


def keep_flow(case: Case, services: Services) -> str | None:
    """Where the case's SOP is filed, as `Case.flow` says it: the one it has, or the one in force where that is new to it."""
    if case.sop is None or (case.flow or "").startswith(f"{case.sop}:"):
        return case.flow
    return f"{case.sop}:{services.store.files.put(services.rulebook.sops[case.sop].as_filed)}"


def rulebook_of(case: Case | None, services: Services) -> Rulebook:
    """The rulebook in force, with the case's own SOP as it was when the case came under it."""
    return with_own_flow(case, services.rulebook, services.store)


def with_own_flow(case: Case | None, rulebook: Rulebook, store: Store) -> Rulebook:
    """The same for who has no office at work: rules and a store."""
    sop, _, sha = ((case.flow if case else None) or "").partition(":")
    if not sha or (sop in rulebook.sops and rulebook.sops[sop].digest == sha):
        return rulebook
    return rulebook.model_copy(update={"sops": {**rulebook.sops, sop: _read(store.files.get(sha))}})


def desk_of(case: Case, services: Services) -> Desk:
    """What the SOP engine decides this case with."""
    return services.desk(rulebook_of(case, services))


@lru_cache(maxsize=64)
def _read(content: bytes) -> Sop:
    return Sop.model_validate_json(content)
