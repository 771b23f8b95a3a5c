"""What the office has confirmed of its letters, and the models taught by it."""

import sqlalchemy as sa
from alembic import op
import pipeline.store.tables

revision = '0013'
down_revision = '0012'


def upgrade() -> None:
    op.create_table('own_examples',
    sa.Column('case_id', sa.String(length=16), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('sop', sa.String(length=64), nullable=True),
    sa.Column('confirmed_by', sa.Text(), nullable=False),
    sa.Column('at', pipeline.store.tables.Moment(timezone=True), nullable=False),
    sa.Column('seen_at', pipeline.store.tables.Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('case_id')
    )
    op.create_table('own_models',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('taught_at', pipeline.store.tables.Moment(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=True),
    sa.Column('based_on', sa.String(length=64), nullable=False),
    sa.Column('cases', sa.JSON(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    # Rows of erased cases held nothing any more, and made what was wrong look as if it had not been read.
    op.execute("DELETE FROM examples WHERE case_id IN (SELECT id FROM cases WHERE erased_at IS NOT NULL)")


def downgrade() -> None:
    op.drop_table('own_models')
    op.drop_table('own_examples')
