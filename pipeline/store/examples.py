"""Labelled examples: what was read or decided wrongly, and what is right, as a person said it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from pipeline.store.records import Example
from pipeline.store.tables import ExampleTable
from pipeline.store.transaction import Transaction


def add_example(example: Example, tx: Transaction) -> None:
    """Keep one, in the transaction of what it changes."""
    tx.session.add(
        ExampleTable(
            message=example.message,
            case_id=example.case,
            path=example.path,
            was=example.was,
            became=example.became,
            confidence=example.confidence,
            finder=example.finder,
            said_by=example.said_by,
            at=example.at,
        )
    )


def examples(tx: Transaction, *, since: datetime | None = None) -> tuple[Example, ...]:
    """All of them, oldest first."""
    query = select(ExampleTable).order_by(ExampleTable.id)
    if since:
        query = query.where(ExampleTable.at >= since)
    return tuple(
        Example(
            message=row.message,
            case=row.case_id,
            path=row.path,
            was=row.was,
            became=row.became,
            confidence=row.confidence,
            finder=row.finder,
            said_by=row.said_by,
            at=row.at,
        )
        for row in tx.session.scalars(query)
    )
