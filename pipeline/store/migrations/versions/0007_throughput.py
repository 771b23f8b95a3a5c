"""Which job hands a mail over at its end; what open cases are about and when their steps are due, without reading them."""

import json
from datetime import datetime

import sqlalchemy as sa
from alembic import op
import pipeline.store.tables

revision = '0007'
down_revision = '0006'

CARRIED, JOINABLE = sa.text('carrier IS NOT NULL'), sa.text('about IS NOT NULL')


def upgrade() -> None:
    with op.batch_alter_table('outgoing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('carrier', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('turn', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('due_at', pipeline.store.tables.Moment(timezone=True), nullable=True))
    op.create_index('ix_cases_due_at', 'cases', ['due_at'])
    op.create_index('ix_cases_opened_at', 'cases', ['opened_at'])
    op.create_index('ix_outgoing_carrier', 'outgoing', ['carrier'], sqlite_where=CARRIED, postgresql_where=CARRIED)
    op.create_index('ix_cases_joinable', 'cases', ['sop', 'opened_at'], sqlite_where=JOINABLE, postgresql_where=JOINABLE)
    fill()


def fill() -> None:
    """Of the cases that are open now."""
    cases = sa.table(
        'cases', *(sa.column(name) for name in ('id', 'state', 'data', 'about')), sa.column('due_at', pipeline.store.tables.Moment())
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(cases.c.id, cases.c.state, cases.c.data).where(cases.c.state.in_(('open', 'waiting')))).all():
        case = json.loads(row.data)
        said = {path: found.get('value') or '' for path, found in case['letter'].get('fields', {}).items()}
        due = datetime.fromisoformat(case['due_at']) if case.get('due_at') and row.state == 'open' else None
        connection.execute(sa.update(cases).where(cases.c.id == row.id).values(due_at=due))
        if case.get('incident'):
            continue
        about = {
            'unit': said.get('requester.unit', ''), 'location': said.get('issue.location', ''),
            'application': said.get('issue.application', ''), 'description': said.get('issue.description', '')[:200],
            'secret': said.get('sifat') == 'rahasia',
        }
        connection.execute(sa.update(cases).where(cases.c.id == row.id).values(about=json.dumps(about)))


def downgrade() -> None:
    op.drop_index('ix_cases_joinable', 'cases')
    op.drop_index('ix_cases_opened_at', 'cases')
    op.drop_index('ix_cases_due_at', 'cases')
    op.drop_index('ix_outgoing_carrier', 'outgoing')
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.drop_column('due_at')
        batch_op.drop_column('about')
    with op.batch_alter_table('outgoing', schema=None) as batch_op:
        batch_op.drop_column('turn')
        batch_op.drop_column('carrier')
