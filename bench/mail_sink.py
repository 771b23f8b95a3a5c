"""A mail server that takes everything and keeps nothing but a line for each mail: seconds, purpose, recipient.

python mail_sink.py PORT FILE
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from pathlib import Path

PURPOSE = re.compile(rb"^X-Nodis-Purpose: ([a-z-]+)", re.MULTILINE)


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, file: Path) -> None:
    """One connection, as little of SMTP as clients need."""
    writer.write(b"220 sink\r\n")
    to = b""
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"DATA":
            writer.write(b"354 go\r\n")
            content = await reader.readuntil(b"\r\n.\r\n")
            purpose = PURPOSE.search(content)
            with file.open("ab") as handle:
                handle.write(b"%.6f %s %s\n" % (time.time(), purpose[1] if purpose else b"-", to))
            writer.write(b"250 taken\r\n")
        elif word == b"EHLO":
            writer.write(b"250-sink\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SIZE 100000000\r\n")
        elif word == b"QUIT":
            writer.write(b"221 bye\r\n")
            break
        else:
            if word == b"RCPT":
                to = line.partition(b"<")[2].partition(b">")[0]
            writer.write(b"250 ok\r\n")
    writer.close()


async def main(port: int, file: Path) -> None:
    server = await asyncio.start_server(lambda r, w: talk(r, w, file), "127.0.0.1", port, limit=1 << 26)
    await server.serve_forever()


if __name__ == "__main__":
    Path(sys.argv[2]).touch()
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
