"""Which register a letter's number was drawn from, and whether it was cancelled."""

import sqlalchemy as sa
from alembic import op
import pipeline.store.tables

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    with op.batch_alter_table('letters', schema=None) as batch_op:
        batch_op.add_column(sa.Column('register', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('year', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('cancelled_at', pipeline.store.tables.Moment(timezone=True), nullable=True))
    letters = sa.table(
        'letters', sa.column('id'), sa.column('sequence'), sa.column('register'), sa.column('year'),
        sa.column('issued_at', pipeline.store.tables.Moment()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(letters.c.id, letters.c.issued_at).where(letters.c.sequence.is_not(None))).all():
        values = {'register': 'keluar', 'year': row.issued_at.year}
        connection.execute(letters.update().where(letters.c.id == row.id).values(values))


def downgrade() -> None:
    with op.batch_alter_table('letters', schema=None) as batch_op:
        batch_op.drop_column('cancelled_at')
        batch_op.drop_column('year')
        batch_op.drop_column('register')
