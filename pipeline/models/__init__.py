"""Models trained from examples: what decides what words mean. Read without the library that trains them."""

from pipeline.models.features import bucket, features
from pipeline.models.linear import LinearModel

__all__ = ["LinearModel", "bucket", "features"]
