"""A mail is queued first and gets its words when it is about to leave."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    op.add_column('outgoing', sa.Column('unsaid', sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column('outgoing', 'unsaid')
