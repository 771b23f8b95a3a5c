"""PostgreSQL finds the newest entry of a month at once: there the search for that month begins."""

from alembic import op

revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(r"CREATE INDEX ix_archive_month ON archive (substring(facets from 'bln\d{6}'), id)")


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute('DROP INDEX ix_archive_month')
