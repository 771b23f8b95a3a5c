"""What the writer of a reply wrote himself, now: told apart from all that he quotes, forwards and attaches."""

from pipeline.replies.reading import OwnWords, own_words

__all__ = ["OwnWords", "own_words"]
