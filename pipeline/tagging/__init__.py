"""What the words of a letter are for, read by models taught from examples: plain text in, places in it out."""

from pipeline.tagging.agreement import agree
from pipeline.tagging.candidates import NAMED, Candidate, candidates
from pipeline.tagging.clauses import Clause, clause_features, clauses
from pipeline.tagging.passage import Passage
from pipeline.tagging.purposes import ISSUE, OTHER, REQUEST, Purpose, most_likely
from pipeline.tagging.reading import (
    KIND_OF,
    NEAR_NAME,
    OFFICIAL,
    YES,
    Choice,
    LetterModels,
    Reading,
    choice_facts,
    form_features,
    kind_features,
)
from pipeline.tagging.taggers import Tagger
from pipeline.tagging.tokens import token_features, tokens

__all__ = [
    "ISSUE",
    "KIND_OF",
    "NAMED",
    "NEAR_NAME",
    "OFFICIAL",
    "OTHER",
    "REQUEST",
    "YES",
    "Candidate",
    "Choice",
    "Clause",
    "LetterModels",
    "Passage",
    "Purpose",
    "Reading",
    "Tagger",
    "agree",
    "candidates",
    "choice_facts",
    "clause_features",
    "clauses",
    "form_features",
    "kind_features",
    "most_likely",
    "token_features",
    "tokens",
]
