"""Servers as far away as an office's mail servers are: what goes to a port and comes back takes so many milliseconds there and back.

python far.py MILLISECONDS PORT:TARGET ...      each PORT is a door of this machine to the TARGET port
"""

from __future__ import annotations

import asyncio
import sys


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """One direction of a connection; each piece is on its way while the next is taken."""
    loop = asyncio.get_running_loop()
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def hand_out() -> None:
        while True:
            at, piece = await under_way.get()
            await asyncio.sleep(at - loop.time())
            if not piece:
                break
            writer.write(piece)
        writer.close()

    handing_out = asyncio.create_task(hand_out())
    try:
        while piece := await reader.read(1 << 16):
            under_way.put_nowait((loop.time() + seconds, piece))
    except ConnectionError:
        pass  # as if it had ended
    under_way.put_nowait((loop.time() + seconds, b""))
    await handing_out


async def main(milliseconds: float, doors: list[str]) -> None:
    one_way = milliseconds / 2000

    async def connect(target: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(carry(reader, back, one_way), carry(there, writer, one_way))

    for door in doors:
        port, target = map(int, door.split(":"))
        await asyncio.start_server(lambda r, w, target=target: connect(target, r, w), "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), sys.argv[2:]))
