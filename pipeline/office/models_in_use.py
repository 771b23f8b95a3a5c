"""The models by which the office reads letters: its own where it has kept some, else the shipped ones."""

from __future__ import annotations

import logging
from threading import Lock

from pipeline.config import shipped_digest, shipped_letter_models, unpack_letter_models
from pipeline.errors import StoreError
from pipeline.store import TEACH_ANEW, ModelState, OwnModel, Store, Transaction, own_models
from pipeline.tagging import LetterModels

log = logging.getLogger(__name__)
UPGRADED = "nodis diperbarui"


class ModelsInUse:
    """Asked before each mail, so that a service takes new models over with the next one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._known: dict[str, LetterModels] = {}  # those that were asked for last, by the hash of their file

    def now(self) -> LetterModels:
        """The models at this moment; the shipped ones, too, where the own ones cannot be read: no mail waits for them."""
        with self._store.reading() as tx:
            mine = model_in_use(tx)
        if mine is None or mine.sha256 is None:
            return shipped_letter_models()
        with self._lock:
            if mine.sha256 not in self._known:
                self._known = {mine.sha256: self._unpacked(mine.sha256)}
            return self._known[mine.sha256]

    def _unpacked(self, sha256: str) -> LetterModels:
        try:
            return unpack_letter_models(self._store.files.get(sha256))
        except (StoreError, OSError, ValueError):
            log.exception(
                "model sendiri tidak terbaca; surat dibaca dengan model bawaan -> nodis verify, lalu nodis learn"
            )
            return shipped_letter_models()


def model_in_use(tx: Transaction) -> OwnModel | None:
    """The office's own; None where it reads by the shipped ones. One that was taught for another nodis is not used."""
    kept = next((one for one in own_models(tx) if one.state is ModelState.KEPT), None)
    return kept if kept and kept.based_on == shipped_digest() else None


def teach_anew(tx: Transaction) -> str:
    """Why the own models have to be taught anew; "" where they have not."""
    outdated = any(one.state is ModelState.KEPT and one.based_on != shipped_digest() for one in own_models(tx))
    return tx.get_meta(TEACH_ANEW) or (UPGRADED if outdated else "")
