"""When what a row held was erased, by age."""

import sqlalchemy as sa
from alembic import op
import pipeline.store.tables

revision = '0005'
down_revision = '0004'

TABLES = ('messages', 'cases', 'outgoing')


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('erased_at', pipeline.store.tables.Moment(timezone=True), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('erased_at')
