"""Where the journal ends, and who this installation is."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'

meta = sa.table('meta', sa.column('key', sa.String), sa.column('value', sa.Text))


def upgrade() -> None:
    newest = op.get_bind().execute(sa.text('SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1')).first()
    head = f'{newest.seq} {newest.hash}' if newest else f'0 {"0" * 64}'
    op.bulk_insert(meta, [{'key': 'journal_head', 'value': head}, {'key': 'installation', 'value': uuid4().hex}])


def downgrade() -> None:
    op.execute(meta.delete().where(meta.c.key.in_(['journal_head', 'installation'])))
