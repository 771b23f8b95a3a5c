"""An S3 on loopback (moto's server), with one bucket."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import s3fs
from moto.server import ThreadedMotoServer

BUCKET = "nodis"
KEY, SECRET = "kunci", "rahasia"


@contextmanager
def s3_server() -> Iterator[Mapping[str, Any]]:
    """The options with which `s3://nodis/...` is reached."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        _, port = server.get_host_and_port()
        options = {
            "endpoint_url": f"http://127.0.0.1:{port}",
            "key": KEY,
            "secret": SECRET,
            "use_listings_cache": False,
        }
        s3fs.S3FileSystem(**options).makedirs(BUCKET, exist_ok=True)  # it outlives the server, in this process
        yield options
    finally:
        server.stop()
