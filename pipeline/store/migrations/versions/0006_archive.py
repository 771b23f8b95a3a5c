"""The archive that is searched: what letters and replies say, with their words indexed by the database itself."""

import json

import sqlalchemy as sa
from alembic import op
import pipeline.store.tables

revision = '0006'
down_revision = '0005'

SQLITE = (
    "CREATE VIRTUAL TABLE archive_words USING fts5(subject, body, unit, facets, content='archive', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 2')",
    'CREATE TRIGGER archive_added AFTER INSERT ON archive BEGIN INSERT INTO archive_words(rowid, subject, body, unit, facets) '
    'VALUES (new.id, new.subject, new.body, new.unit, new.facets); END',
    'CREATE TRIGGER archive_taken AFTER DELETE ON archive BEGIN INSERT INTO archive_words(archive_words, rowid, subject, body, unit, facets) '
    "VALUES ('delete', old.id, old.subject, old.body, old.unit, old.facets); END",
)
POSTGRESQL = (
    'CREATE TABLE archive_words (id INTEGER PRIMARY KEY REFERENCES archive (id) ON DELETE CASCADE, words TSVECTOR NOT NULL)',
    'CREATE INDEX ix_archive_words ON archive_words USING gin (words)',
    'CREATE FUNCTION archive_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO archive_words (id, words) VALUES (new.id, '
    "setweight(to_tsvector('simple', regexp_replace(new.subject, '[^[:alnum:]]+', ' ', 'g')), 'A') || setweight(to_tsvector('simple', regexp_replace(new.body, '[^[:alnum:]]+', ' ', 'g')), 'B') || "
    "setweight(to_tsvector('simple', regexp_replace(new.unit, '[^[:alnum:]]+', ' ', 'g')), 'C') || setweight(to_tsvector('simple', regexp_replace(new.facets, '[^[:alnum:]]+', ' ', 'g')), 'D')); RETURN new; END $$",
    'CREATE TRIGGER archive_added AFTER INSERT ON archive FOR EACH ROW EXECUTE FUNCTION archive_add()',
)


def upgrade() -> None:
    op.create_table('archive',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('message', sa.String(length=64), nullable=False),
    sa.Column('case_id', sa.String(length=16), nullable=True),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('at', pipeline.store.tables.Moment(timezone=True), nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('facets', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_archive_message', 'archive', ['message'])
    op.create_index('ix_archive_case_id', 'archive', ['case_id'])
    for statement in POSTGRESQL if op.get_bind().dialect.name == 'postgresql' else SQLITE:
        op.execute(statement)
    fill()


def fill() -> None:
    """From letters that an older nodis has read; replies are in the archive from now on."""
    messages = sa.table('messages', *(sa.column(name) for name in ('sha256', 'sender', 'subject', 'state', 'understanding')),
                        sa.column('received_at', pipeline.store.tables.Moment()))
    cases = sa.table('message_cases', sa.column('message'), sa.column('case_id'))
    archive = sa.table('archive', *(sa.column(name) for name in ('message', 'case_id', 'kind', 'sender', 'unit', 'subject', 'body', 'facets')),
                       sa.column('at', pipeline.store.tables.Moment()))
    connection = op.get_bind()
    wanted = sa.select(messages).where(messages.c.state == 'letter', messages.c.understanding.is_not(None)).order_by(messages.c.received_at)
    for row in connection.execute(wanted).all():
        letters = json.loads(row.understanding).get('letters', [])
        of = sorted(connection.execute(sa.select(cases.c.case_id).where(cases.c.message == row.sha256)).scalars())
        for number, letter in enumerate(letters):
            said = {path: found.get('value', '') for path, found in letter.get('fields', {}).items()}
            case = of[number] if number < len(of) else None
            day = row.received_at.strftime('%Y%m%d')
            facets = f'thn{day[:4]} bln{day[:6]} tgl{day}' + (f' perkara{case.replace("-", "")}' if case else '')
            connection.execute(archive.insert().values(
                message=row.sha256, case_id=case, kind='letter', at=row.received_at, sender=row.sender, unit=said.get('requester.unit', ''),
                subject=f'{said.get("subject") or row.subject} {said.get("number", "")}'.strip(), body=letter.get('full_text', ''), facets=facets))


def downgrade() -> None:
    for statement in ('DROP TRIGGER archive_added ON archive', 'DROP FUNCTION archive_add') if op.get_bind().dialect.name == 'postgresql' else ():
        op.execute(statement)
    op.execute('DROP TABLE archive_words')
    op.drop_table('archive')
