"""Coverage-guided fuzzing (atheris) of one target, from its seeds and from what earlier runs found.

python tests/fuzz.py TARGET SECONDS [FOLDER]      FOLDER keeps what was found (default .cache/fuzz); a crash ends it and leaves its input there
"""

from __future__ import annotations

import hashlib
import logging
import sys
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

with atheris.instrument_imports(include=["pipeline", "mailparser_reply"]):
    from fuzz_targets import TARGETS

SLOWEST = 25  # seconds for one input
MEMORY = 2048  # MB


def main() -> None:
    name, seconds = sys.argv[1], sys.argv[2]
    folder = Path(sys.argv[3] if len(sys.argv) > 3 else ".cache/fuzz") / name
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    target = TARGETS[name]
    for seed in target.seeds():
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    logging.disable(logging.CRITICAL)
    options = [
        sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MEMORY}",
        "-max_len=30000", f"-artifact_prefix={folder}/", "-print_final_stats=1", "-verbosity=1",
    ]  # fmt: skip
    atheris.Setup(options, target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
