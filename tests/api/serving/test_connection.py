"""What one connection may send, and what the server makes of it, byte by byte."""

from __future__ import annotations

import asyncio

from tests.api.servers import running
from tests.api.serving.raw import H2C, LENGTH, POST, PROBE, TINY, answer_to, socket_to

TYPE_NAME = {"__typename": "Query"}
CHUNKED = b"Transfer-Encoding: chunked\r\n"
SHORT = 0.05
"""Seconds, far less than any time that is allowed here."""
CHUNK = b"%x\r\n%b\r\n" % (len(TINY), TINY)


UPGRADES = {
    "one segment": (POST + H2C + LENGTH + b"\r\n" + TINY,),
    "two": (POST + H2C + LENGTH + b"\r\n", TINY),
    "in the middle": (POST + H2C + LENGTH, b"\r\n" + TINY[:5], TINY[5:]),
    "chunked": (POST + H2C + CHUNKED + b"\r\n", CHUNK + b"0\r\n\r\n"),
    "websocket": (POST + H2C.replace(b"h2c", b"websocket") + LENGTH + b"\r\n", TINY),
    "two upgrades": (
        POST + LENGTH + b"Connection: upgrade\r\nUpgrade: h2c\r\nUpgrade: TLS/1.0\r\n\r\n",
        TINY,
    ),
}
REFUSED = [
    (b"GET /" + b"a" * 16 * 1024 + b" HTTP/1.1\r\n\r\n", 414, "LIMIT_EXCEEDED"),
    (b"GET /" + b"a" * 100_000, 414, "LIMIT_EXCEEDED"),
    (POST + b"X: " + b"a" * 64 * 1024 + b"\r\n\r\n", 431, "LIMIT_EXCEEDED"),
    (POST + b"X: a\r\n" * 11_000 + b"\r\n", 431, "LIMIT_EXCEEDED"),
    (b"\r\n" * 40_000, 431, "LIMIT_EXCEEDED"),
    (POST + CHUNKED + b"\r\n" + CHUNK + b"0\r\nX: " + b"a" * 100_000, 431, "LIMIT_EXCEEDED"),
    (POST + CHUNKED + b"\r\n1;" + b"a" * 100_000, 431, "LIMIT_EXCEEDED"),
    (b"HELLO\r\n\r\n", 400, "BAD_REQUEST"),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "BAD_REQUEST"),
    (POST + LENGTH + CHUNKED + b"\r\n0\r\n\r\n", 400, "BAD_REQUEST"),
    (POST + LENGTH + LENGTH + b"\r\n" + TINY, 400, "BAD_REQUEST"),
    (POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400, "BAD_REQUEST"),
    (POST + b"Content-Length: +26\r\n\r\n" + TINY, 400, "BAD_REQUEST"),
    (POST + b"X : a\r\n\r\n", 400, "BAD_REQUEST"),
    (POST + CHUNKED + b"\r\nzz\r\n", 400, "BAD_REQUEST"),
    (b"CONNECT example.com:80 HTTP/1.1\r\nHost: example.com:80\r\n\r\n", 501, "BAD_REQUEST"),
]


async def test_an_upgrade_is_ignored_and_the_body_stays_a_body(database_url: str) -> None:
    async with running(database_url) as server:
        for case, parts in UPGRADES.items():
            async with socket_to(server) as socket:
                await socket.send(*parts)
                assert (await socket.response()).data == TYPE_NAME, case
                await socket.send(PROBE)
                assert (await socket.response()).status == 200, "the connection goes on"


async def test_a_body_that_looks_like_a_request_is_never_one(database_url: str) -> None:
    head = POST + b"Content-Length: %d\r\n" % len(PROBE)
    async with running(database_url) as server:
        for upgrade in (b"", H2C):
            async with socket_to(server) as socket:
                await socket.send(head + upgrade + b"\r\n", PROBE + PROBE)
                assert (await socket.response()).code == "BAD_REQUEST"
                assert (await socket.response()).body == b'{"status":"live"}'
                await socket.send(POST + b"Connection: close\r\n" + LENGTH + b"\r\n" + TINY)
                assert (await socket.response()).data == TYPE_NAME
                assert await socket.rest() == b"", "the second of the two was the only request"


async def test_what_is_too_large_or_no_http_is_cut_off_with_an_answer(database_url: str) -> None:
    async with running(database_url) as server:
        for sent, status, code in REFUSED:
            async with socket_to(server) as socket:
                await socket.send(sent)
                response = await socket.response()
                assert (response.status, response.code) == (status, code), sent[:200]
                assert response.headers[b"connection"] == b"close"
                assert await socket.rest() == b""


async def test_what_is_just_within_the_limits_is_answered(database_url: str) -> None:
    """A header of 60 KB, an address of 16,000 bytes, a body in a thousand parts, two requests at once."""
    wide = b"X: " + b"a" * 60_000 + b"\r\n"
    parts = b"".join(b"1;a=b\r\n%c\r\n" % byte for byte in TINY)
    async with running(database_url) as server:
        assert (await answer_to(server, POST + wide + LENGTH + b"\r\n" + TINY)).data == TYPE_NAME
        long = b"GET /health/live?" + b"a" * 16_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
        assert (await answer_to(server, long)).status == 200
        assert (await answer_to(server, POST + CHUNKED + b"\r\n" + parts + b"0\r\n\r\n")).data == TYPE_NAME
        async with socket_to(server) as socket:
            await socket.send((POST + LENGTH + b"\r\n" + TINY) * 2)
            assert [(await socket.response()).data for _ in range(2)] == [TYPE_NAME] * 2


async def test_what_comes_after_a_body_is_no_header(database_url: str) -> None:
    """No proxy looks at trailers: they may not say who calls, nor from where."""
    body = CHUNK + b"0\r\nAuthorization: Bearer tb_guessed\r\n\r\n"
    async with running(database_url) as server:
        assert (await answer_to(server, POST + CHUNKED + b"\r\n" + body)).data == TYPE_NAME


async def test_who_sends_nothing_more_is_cut_off_with_an_answer(database_url: str) -> None:
    async with running(database_url, CLIENT_TIMEOUT="0.5") as server:
        for sent in (b"", b"GET /", POST, POST + LENGTH + b"\r\n" + TINY[:4]):
            async with socket_to(server) as socket:
                await socket.send(sent)
                response = await socket.response()
                assert (response.status, response.code) == (408, "CLIENT_TIMED_OUT"), sent
                assert await socket.rest() == b""


async def test_headers_that_trickle_do_not_hold_a_connection(database_url: str) -> None:
    async with running(database_url, CLIENT_TIMEOUT="0.5") as server, socket_to(server) as socket:
        await socket.send(b"GET / HTTP/1.1\r\n")
        answer = asyncio.create_task(socket.response())
        while not answer.done():
            socket.writer.write(b"X: a\r\n")
            await asyncio.sleep(SHORT)
        assert (await answer).code == "CLIENT_TIMED_OUT"


async def test_a_body_that_trickles_comes_to_its_end(database_url: str) -> None:
    """The time is that between two parts: a slow line is no fault."""
    async with running(database_url, CLIENT_TIMEOUT="0.8") as server, socket_to(server) as socket:
        await socket.send(POST + LENGTH + b"\r\n", *(bytes([each]) for each in TINY))
        assert (await socket.response()).data == TYPE_NAME
        assert await socket.rest() == b"", "closed without a word, as nothing was asked for"


async def test_the_body_of_whoever_was_refused_is_not_awaited_for_ever(database_url: str) -> None:
    head = POST + b"Authorization: Bearer tb_guessed\r\nContent-Length: 100000\r\n\r\n"
    async with running(database_url, CLIENT_TIMEOUT="0.5") as server, socket_to(server) as socket:
        await socket.send(head)
        assert (await socket.response()).code == "UNAUTHENTICATED"
        closed = asyncio.create_task(socket.rest())
        while not closed.done():
            socket.writer.write(b" ")
            await asyncio.sleep(SHORT)
        assert await closed == b""


async def test_a_thousand_requests_ahead_of_an_answer_are_not_kept(database_url: str) -> None:
    async with running(database_url) as server, socket_to(server) as socket:
        await socket.send(PROBE * 1000)
        assert (await socket.rest()).count(b"HTTP/1.1 200") < 1000
