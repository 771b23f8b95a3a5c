"""Labelled examples of what was read or decided wrongly."""

import sqlalchemy as sa
from alembic import op
import pipeline.store.tables

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('examples',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message', sa.String(length=64), nullable=False),
    sa.Column('case_id', sa.String(length=16), nullable=False),
    sa.Column('path', sa.String(length=64), nullable=False),
    sa.Column('was', sa.Text(), nullable=True),
    sa.Column('became', sa.Text(), nullable=True),
    sa.Column('confidence', sa.Double(), nullable=True),
    sa.Column('finder', sa.String(length=64), nullable=False),
    sa.Column('said_by', sa.Text(), nullable=False),
    sa.Column('at', pipeline.store.tables.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('examples', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_examples_case_id'), ['case_id'], unique=False)


def downgrade() -> None:
    op.drop_table('examples')
