"""python -m pipeline.training EXAMPLES OUT: writes all models that are shipped."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline.config import default_rules, load_rulebook
from pipeline.training.models import train_models

if __name__ == "__main__":
    train_models(Path(sys.argv[1]), Path(sys.argv[2]), load_rulebook(default_rules()))
