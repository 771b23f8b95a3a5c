"""What the words of a letter are for, read by models taught from examples: plain text in, places in it out."""

from pipeline.tagging.agreement import agree
from pipeline.tagging.candidates import EXTENSION, NAMED, Candidate, candidates
from pipeline.tagging.clauses import Clause, clause_features, clauses
from pipeline.tagging.forms import form_features
from pipeline.tagging.passage import Hint, Onset, Passage
from pipeline.tagging.purposes import ISSUE, OTHER, REQUEST, Purpose, purposes
from pipeline.tagging.reading import (
    KIND_OF,
    NEAR_NAME,
    NONE,
    OFFICIAL,
    ROUTE,
    UNRELATED,
    Choice,
    Choices,
    LetterModels,
    Reading,
    kind_features,
    option_features,
    options,
)
from pipeline.tagging.spans import ALIKE, SENTENCES, likeness, span_features, spans
from pipeline.tagging.taggers import Tagger
from pipeline.tagging.tokens import token_features, tokens

__all__ = [
    "ALIKE",
    "EXTENSION",
    "ISSUE",
    "KIND_OF",
    "NAMED",
    "NEAR_NAME",
    "NONE",
    "OFFICIAL",
    "OTHER",
    "REQUEST",
    "ROUTE",
    "SENTENCES",
    "UNRELATED",
    "Candidate",
    "Choice",
    "Choices",
    "Clause",
    "Hint",
    "LetterModels",
    "Onset",
    "Passage",
    "Purpose",
    "Reading",
    "Tagger",
    "agree",
    "candidates",
    "clause_features",
    "clauses",
    "form_features",
    "kind_features",
    "likeness",
    "option_features",
    "options",
    "purposes",
    "span_features",
    "spans",
    "token_features",
    "tokens",
]
