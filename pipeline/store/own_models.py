"""The office's own examples and the models taught by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from pipeline.store.records import ModelState, OwnExample, OwnModel
from pipeline.store.tables import CaseTable, ExampleTable, OwnExampleTable, OwnModelTable
from pipeline.store.transaction import Transaction

TEACH_ANEW = "teach_anew"  # small fact: why the own models have to be taught anew
MOST_LEFT = 3  # models that one may go back to
ERASED_CASE = "perkara yang mengajarinya dihapus"


def own_examples(tx: Transaction) -> tuple[OwnExample, ...]:
    """All of them, by case."""
    rows = tx.session.scalars(select(OwnExampleTable).order_by(OwnExampleTable.case_id))
    return tuple(_example(row) for row in rows)


def own_example(case: str, tx: Transaction) -> OwnExample | None:
    """What was confirmed of a case's letter."""
    row = tx.session.get(OwnExampleTable, case)
    return _example(row) if row else None


def keep_own_example(example: OwnExample, tx: Transaction) -> None:
    """Keep it in place of what was confirmed before of the same case."""
    tx.session.merge(
        OwnExampleTable(
            case_id=example.case,
            values=dict(example.values),
            sop=example.sop,
            confirmed_by=example.confirmed_by,
            at=example.at,
            seen_at=example.seen_at,
        )
    )


def forget_examples(case: str, tx: Transaction) -> None:
    """Nothing that was corrected or confirmed of a case's letter is kept any more."""
    tx.session.execute(delete(ExampleTable).where(ExampleTable.case_id == case))
    forget_own_example(case, tx)


def forget_own_example(case: str, tx: Transaction) -> None:
    """A case's letter teaches nothing any more, and models that it has taught go: `erased_models` names their files."""
    session = tx.session
    session.execute(delete(OwnExampleTable).where(OwnExampleTable.case_id == case))
    for row in session.scalars(select(OwnModelTable)):
        if case not in row.cases:
            continue
        if row.state == ModelState.KEPT:
            tx.set_meta(TEACH_ANEW, ERASED_CASE)
        if row.sha256:
            row.state = ModelState.ERASED.value
        row.cases = [one for one in row.cases if one != case]
    session.flush()


def erased_models(tx: Transaction) -> frozenset[str]:
    """Hashes of the files of models that had to go; most are gone."""
    rows = select(OwnModelTable.sha256).where(OwnModelTable.state == ModelState.ERASED)
    return frozenset(sha256 for sha256 in tx.session.scalars(rows) if sha256)


def own_models(tx: Transaction) -> tuple[OwnModel, ...]:
    """All trainings, newest first."""
    rows = tx.session.scalars(select(OwnModelTable).order_by(OwnModelTable.id.desc()))
    return tuple(
        OwnModel(
            id=row.id,
            taught_at=row.taught_at,
            state=ModelState(row.state),
            sha256=row.sha256,
            based_on=row.based_on,
            cases=tuple(row.cases),
            told=row.told,
        )
        for row in rows
    )


def add_own_model(
    state: ModelState,
    *,
    content: bytes | None,
    based_on: str,
    cases: Sequence[str],
    told: Mapping[str, Any],
    at: datetime,
    tx: Transaction,
) -> None:
    """Note a training; what is kept takes the place of the one before."""
    if state is ModelState.KEPT:
        for row in tx.session.scalars(select(OwnModelTable).where(OwnModelTable.state == ModelState.KEPT)):
            row.state = ModelState.LEFT.value
        tx.session.flush()
        left = select(OwnModelTable).where(OwnModelTable.state == ModelState.LEFT).order_by(OwnModelTable.id.desc())
        for row in tx.session.scalars(left.offset(MOST_LEFT)):
            row.state = ModelState.ERASED.value
    sha256 = tx.put_file(content) if content else None
    tx.session.add(
        OwnModelTable(
            taught_at=at, state=state.value, sha256=sha256, based_on=based_on, cases=list(cases), told=dict(told)
        )
    )


def change_model(model: OwnModel, state: ModelState, tx: Transaction) -> None:
    """It is in use, or is not any more."""
    tx.session.get_one(OwnModelTable, model.id).state = state.value


def erased_cases(tx: Transaction) -> frozenset[str]:
    """Cases whose letters went by age."""
    return frozenset(tx.session.scalars(select(CaseTable.id).where(CaseTable.erased_at.is_not(None))))


def _example(row: OwnExampleTable) -> OwnExample:
    return OwnExample(
        case=row.case_id,
        values=row.values,
        sop=row.sop,
        confirmed_by=row.confirmed_by,
        at=row.at,
        seen_at=row.seen_at,
    )
