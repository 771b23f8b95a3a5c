"""Other programs that do a part of the same, in an environment of their own (`bench/peers.txt`), made on first use."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

FOLDER = Path(__file__).parent.parent / ".cache" / "peers"
LOCK = Path(__file__).parent / "peers.txt"


def program(name: str) -> Path:
    """A program of the environment: `python`, `ocrmypdf`."""
    made = FOLDER / "bin" / name
    if not made.exists():
        venv.create(FOLDER, with_pip=True)
        pip = [str(FOLDER / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        install = [*pip, "--require-hashes", "-r", str(LOCK), "-c", str(LOCK)]
        subprocess.run(install, check=True, stdout=sys.stderr)
    return made
