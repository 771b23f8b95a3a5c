"""What all tests share: the network is off but for this machine, and Hypothesis is given time."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings
from pytest_socket import socket_allow_hosts

settings.register_profile("nodis", deadline=None)
settings.load_profile("nodis")


def pytest_runtest_setup(item: pytest.Item) -> None:
    del item
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine's own NODIS_ variables must not change what is tested."""
    for name in list(os.environ):
        if name.startswith("NODIS_") and name not in ("NODIS_KILLS", "NODIS_REWRITE_SAMPLES"):
            monkeypatch.delenv(name)
