"""Answers leave at once: a socket whose protocol isn't named keeps small ones back until an ACK comes."""

import asyncio
import socket

from evals.world.http.serving import listen


async def _no_delay(listener: socket.socket) -> int:
    """Whether a connection that asyncio accepts over the listener sends at once."""
    seen: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def accepted(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    server = await asyncio.start_server(accepted, sock=listener)
    async with server:
        _, writer = await asyncio.open_connection(*listener.getsockname())
        told = await seen
        writer.close()
        await writer.wait_closed()
    return told


async def test_a_world_answers_at_once() -> None:
    assert await _no_delay(listen()) != 0


async def test_a_listener_without_its_protocol_would_be_noticed() -> None:
    careless = socket.socket()
    careless.bind(("127.0.0.1", 0))
    assert await _no_delay(careless) == 0
