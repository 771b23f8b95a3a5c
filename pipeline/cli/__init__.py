"""What a person types."""

from pipeline.cli.main import main

__all__ = ["main"]
