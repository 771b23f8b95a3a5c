"""PostgreSQL's word index keeps few words aside: every search looks through all that have not been sorted in yet, up to 4 MB of them."""

from alembic import op

revision = '0008'
down_revision = '0007'

KILOBYTES = 64  # the least there is: some twenty letters


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(f'ALTER INDEX ix_archive_words SET (gin_pending_list_limit = {KILOBYTES})')


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('ALTER INDEX ix_archive_words RESET (gin_pending_list_limit)')
