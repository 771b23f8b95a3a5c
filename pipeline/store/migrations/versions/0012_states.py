"""Journal lines carry the digests of rows that decide, so that a row changed by hand is found."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'


def upgrade() -> None:
    op.add_column('journal', sa.Column('states', sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column('journal', 'states')
