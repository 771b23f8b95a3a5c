"""Training of models from examples, with scikit-learn. Nothing that reads mail imports this."""

from pipeline.training.linear import Example, train
from pipeline.training.programs import program_examples, train_program_model

__all__ = ["Example", "program_examples", "train", "train_program_model"]
