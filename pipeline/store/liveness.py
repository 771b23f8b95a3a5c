"""Signs of life of the workers, by the database's own clock, and which of them receives and schedules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from pipeline.store.tables import HeartbeatTable, MetaTable
from pipeline.store.unit import Unit

LEADER = "leader"  # fact kept: the executor that receives and schedules


class Liveness(Unit):
    """Who is alive, who is dead, who leads."""

    def first_beat(self, executor: str) -> None:
        """A worker is born, by the database's own clock; before it takes its first job."""
        born = self._insert(HeartbeatTable).values(executor=executor, beat_at=self._seconds())
        self._session.execute(
            born.on_conflict_do_update(index_elements=[HeartbeatTable.executor], set_={"beat_at": self._seconds()})
        )

    def beat(self, executor: str) -> bool:
        """A sign of life; False if the worker was declared dead meanwhile, and its jobs given to others."""
        beaten = update(HeartbeatTable).where(HeartbeatTable.executor == executor).values(beat_at=self._seconds())
        return self._session.scalars(beaten.returning(HeartbeatTable.executor)).first() is not None

    def bury(self, executors: Iterable[str]) -> None:
        """Take a worker's signs of life away: it said good-bye, or its process is known to be gone."""
        self._session.execute(delete(HeartbeatTable).where(HeartbeatTable.executor.in_(list(executors))))

    def dead_among(self, executors: Iterable[str], *, silent: float) -> tuple[str, ...]:
        """Those without a sign of life for `silent` seconds. They are dead from now on, even if they wake up."""
        limit = self._seconds() - silent
        self._session.execute(delete(HeartbeatTable).where(HeartbeatTable.beat_at < limit))
        living = set(self._session.scalars(select(HeartbeatTable.executor)))
        return tuple(sorted(set(executors) - living))

    def lead(self, executor: str, *, silent: float) -> bool:
        """Whether this worker is the one that receives and schedules; it becomes that where the last one is dead."""
        mine = self._insert(MetaTable).values(key=LEADER, value=executor)
        if self._session.scalars(mine.on_conflict_do_nothing().returning(MetaTable.value)).first() is not None:
            return True
        living = select(HeartbeatTable.executor).where(HeartbeatTable.beat_at > self._seconds() - silent)
        taken = (
            update(MetaTable)
            .where(MetaTable.key == LEADER, or_(MetaTable.value == executor, MetaTable.value.not_in(living)))
            .values(value=executor)
            .returning(MetaTable.value)
            .execution_options(synchronize_session=False)
        )
        return self._session.scalars(taken).first() is not None

    def living(self, silent: float) -> int:
        """How many workers gave a sign of life within `silent` seconds."""
        query = select(func.count()).where(HeartbeatTable.beat_at > self._seconds() - silent)
        return self._session.scalar(query) or 0

    def _seconds(self) -> Any:
        """Seconds since the epoch as an SQL expression of the database's clock."""
        if self._session.get_bind().dialect.name == "postgresql":
            return func.extract("epoch", func.clock_timestamp())
        return (func.julianday("now") - 2440587.5) * 86400.0
