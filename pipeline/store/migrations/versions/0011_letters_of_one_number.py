"""Several cases may have letters of one number; a mail is the same only with the same content."""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'

NAMING = {'uq': '%(table_name)s_%(column_0_name)s_key'}  # as PostgreSQL names what has no name


def upgrade() -> None:
    op.add_column('messages', sa.Column('content', sa.String(length=64), nullable=True))
    with op.batch_alter_table('cases', naming_convention=NAMING) as batch_op:
        batch_op.drop_constraint('cases_letter_key_key', type_='unique')
    # Up to here "number/unit" or "number/unit#2" was kept.
    cases = sa.table('cases', sa.column('letter_key', sa.Text()))
    place = sa.func.instr(cases.c.letter_key, '/') if op.get_bind().dialect.name == 'sqlite' else sa.func.strpos(cases.c.letter_key, '/')
    op.execute(sa.update(cases).where(place > 0).values(letter_key=sa.func.substr(cases.c.letter_key, 1, place - 1)))
    op.create_index('ix_cases_letter_key', 'cases', ['letter_key'])


def downgrade() -> None:
    op.drop_index('ix_cases_letter_key', 'cases')
    op.execute('UPDATE cases SET letter_key = NULL')
    with op.batch_alter_table('cases') as batch_op:
        batch_op.create_unique_constraint('cases_letter_key_key', ['letter_key'])
    op.drop_column('messages', 'content')
