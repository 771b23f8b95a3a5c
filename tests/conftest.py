"""What all tests share: the network is off but for this machine, and Hypothesis is given time and a fixed seed."""

from __future__ import annotations

import os

import asn1crypto.tsp  # noqa: F401 - before anything looks up a name in asn1crypto.cms: names that come later are not found
import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

# The same examples each time: what decides about a change must not depend on luck. `make fuzz` looks for new ones.
settings.register_profile("nodis", deadline=None, derandomize=True, database=None)
settings.register_profile("fuzz", deadline=None, max_examples=int(os.environ.get("NODIS_EXAMPLES", "2000")))
settings.load_profile(os.environ.get("NODIS_HYPOTHESIS", "nodis"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    del item
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine's own NODIS_ variables must not change what is tested."""
    for name in list(os.environ):
        if name.startswith("NODIS_") and name not in ("NODIS_KILLS", "NODIS_REWRITE_SAMPLES"):
            monkeypatch.delenv(name)
