"""Alembic migrations: what `Store.prepare` runs."""
