"""What a mail says as a whole: pure, and light to import, for it runs in confined processes."""

from pipeline.understanding.likeness import Relation, relation, same_content, words_of
from pipeline.understanding.mails import SETTLED, understand_mail, without_contents, without_pages
from pipeline.understanding.secrecy import is_secret

__all__ = [
    "SETTLED",
    "Relation",
    "is_secret",
    "relation",
    "same_content",
    "understand_mail",
    "without_contents",
    "without_pages",
    "words_of",
]
