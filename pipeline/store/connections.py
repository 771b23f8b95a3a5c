"""How connections to the database are made and kept; what a changed password means for them."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

BUSY_SECONDS = 30
CONNECT_SECONDS = 10
STALLED_SECONDS = 5
# A server that is cut off says nothing: after so long without an answer a connection to it is given up (libpq's names).
CABLE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 2, "tcp_user_timeout": 15_000}
READING = "nodis_reading"
IDLE_SINCE = "nodis_idle_since"  # seconds of the monotonic clock, in a pooled connection's notes
IDLE_SECONDS = 1.0  # a connection that was used so lately is taken to be good; where it is not, the job is tried again
# What DBOS 3.4 gives the engine that it makes itself: one that is made for it has to be no worse.
JOBS_POOL = {"pool_size": 8, "max_overflow": 0, "pool_timeout": 30, "pool_pre_ping": True}
JOBS_STALLED_SECONDS = 60

PasswordNow = Callable[[], str | None]
"""Tells the password as it is now: a server asks for it at each new connection."""


def create_office_engine(url: str, password: PasswordNow | None = None) -> Engine:
    """For all rows of the office. With `password` each new connection asks for it anew, else the URL has it."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_size=10, connect_args=_arguments(STALLED_SECONDS))
        _ask_for_password(engine, password)
        _try_idle_connections(engine)
        return engine
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # BEGIN is ours, so that it can be IMMEDIATE
        # Several that make a new database at once stand in each other's way, and SQLite then says so without waiting.
        for attempt in Retrying(
            retry=retry_if_exception(lambda error: getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY),
            stop=stop_after_delay(BUSY_SECONDS),
            wait=wait_random(0.01, 0.1),
            reraise=True,
        ):
            with attempt:
                connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get(READING)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def create_jobs_engine(url: str, password: PasswordNow | None) -> Engine:
    """For the tables of DBOS on PostgreSQL: it knows only the password that it was started with."""
    engine = create_engine(url, connect_args=_arguments(JOBS_STALLED_SECONDS), **JOBS_POOL)
    _ask_for_password(engine, password)
    return engine


def with_password(url: str, password: PasswordNow | None) -> str:
    """The URL with the password as it is now, for what connects by itself (`pg_dump`)."""
    now = password() if password else None
    return make_url(url).set(password=now).render_as_string(hide_password=False) if now else url


def _arguments(stalled: int) -> dict[str, Any]:
    """A process that stalls within a transaction must not hold its locks for ever: the server ends its session."""
    options = f"-c idle_in_transaction_session_timeout={stalled}s"
    return {"connect_timeout": CONNECT_SECONDS, "options": options, **CABLE}


def _ask_for_password(engine: Engine, password: PasswordNow | None) -> None:
    if password is None:
        return

    @event.listens_for(engine, "do_connect")
    def _on_do_connect(_dialect: object, _record: object, _arguments: object, named: dict[str, Any]) -> None:
        if now := password():
            named["password"] = now


def _try_idle_connections(engine: Engine) -> None:
    """As `pool_pre_ping`, which costs a way to the server and back each time, but only of connections that were idle for a while."""

    @event.listens_for(engine, "checkin")
    def _on_checkin(_connection: object, record: Any) -> None:
        record.info[IDLE_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _on_checkout(connection: Any, record: Any, _proxy: object) -> None:
        if time.monotonic() - record.info.get(IDLE_SINCE, math.inf) > IDLE_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error  # the pool takes another


def reading_engine(engine: Engine) -> Engine:
    """The same connections for looking: SQLite's WAL and PostgreSQL's REPEATABLE READ give one unchanging view."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(**{READING: True})
