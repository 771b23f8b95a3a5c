"""Runs the migrations on the connection that `Store.prepare` hands over."""

from alembic import context

from pipeline.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
