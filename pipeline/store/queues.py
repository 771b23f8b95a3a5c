"""Which queues of the engine have jobs that wait: one cheap statement in place of the engine's own look at each queue."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, column, exists, select, table
from sqlalchemy.exc import SQLAlchemyError

from pipeline.store.connections import READING
from pipeline.store.database import translated

ENQUEUED = "ENQUEUED"


class QueueWatch:
    """Looks through a connection of its own, outside any transaction. Not for several threads at once."""

    def __init__(self, engine: Engine, queues: Sequence[str]) -> None:
        """`engine` reaches the database in which the jobs stand."""
        self._engine, self._queues = engine, tuple(queues)
        jobs = table(
            "workflow_status",
            column("queue_name"),
            column("status"),
            schema="dbos" if engine.dialect.name == "postgresql" else None,
        )
        waits = [exists().where(jobs.c.queue_name == name, jobs.c.status == ENQUEUED) for name in self._queues]
        self._statement = select(*waits)
        self._connection: Connection | None = None

    def waiting(self) -> frozenset[str]:
        """Queues with at least one job that nobody has claimed.

        Raises:
            StoreAwayError: the database cannot serve now.
        """
        with translated():
            if self._connection is None:
                options = {"isolation_level": "AUTOCOMMIT", READING: True}
                self._connection = self._engine.connect().execution_options(**options)
            try:
                found = self._connection.execute(self._statement).one()
                self._connection.rollback()  # SQLite has begun to read
            except SQLAlchemyError:
                self.close()
                raise
        return frozenset(name for name, waits in zip(self._queues, found, strict=True) if waits)

    def close(self) -> None:
        """Give the connection back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
