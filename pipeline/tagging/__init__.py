"""What the words of a letter are for, read by models taught from examples: plain text in, places in it out."""

from pipeline.tagging.agreement import agree
from pipeline.tagging.candidates import EXTENSION, NAMED, Candidate, candidates
from pipeline.tagging.clauses import Clause, clause_features, clauses
from pipeline.tagging.forms import form_features
from pipeline.tagging.passage import Hint, Onset, Passage, Right
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
from pipeline.tagging.right_spans import right_features, same_person
from pipeline.tagging.rights import LINKED, NO, YES, RightModels
from pipeline.tagging.spans import ALIKE, SENTENCES, likeness, span_features, spans
from pipeline.tagging.taggers import Tagger
from pipeline.tagging.tokens import TOKEN, token_features, tokens

__all__ = [
    "ALIKE",
    "EXTENSION",
    "ISSUE",
    "KIND_OF",
    "LINKED",
    "NAMED",
    "NEAR_NAME",
    "NO",
    "NONE",
    "OFFICIAL",
    "OTHER",
    "REQUEST",
    "ROUTE",
    "SENTENCES",
    "TOKEN",
    "UNRELATED",
    "YES",
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
    "Right",
    "RightModels",
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
    "right_features",
    "same_person",
    "span_features",
    "spans",
    "token_features",
    "tokens",
]
