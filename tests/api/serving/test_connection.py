"""What one connection may send, and what the server makes of it, byte by byte."""

from __future__ import annotations

import asyncio
from pathlib import Path

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
    (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNK + b"0\r\n\r\n", 501, "BAD_REQUEST"),
    (POST + b"Transfer-Encoding: gzip\r\n" + CHUNKED + b"\r\n" + CHUNK + b"0\r\n\r\n", 501, "BAD_REQUEST"),
    (POST + H2C + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + CHUNK, 501, "BAD_REQUEST"),
    (POST + b"Transfer-Encoding: gzip\r\n\r\n", 400, "BAD_REQUEST"),
    (POST + b"Transfer-Encoding: identity\r\n\r\n", 400, "BAD_REQUEST"),
    (POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n", 400, "BAD_REQUEST"),
    (POST + CHUNKED + CHUNKED + b"\r\n", 400, "BAD_REQUEST"),
    (POST + CHUNKED + LENGTH + b"\r\n", 400, "BAD_REQUEST"),
    (POST.replace(b"1.1", b"1.0") + CHUNKED + b"\r\n" + CHUNK + b"0\r\n\r\n", 400, "BAD_REQUEST"),
    (POST + LENGTH + b"Content-Length: 3\r\n\r\n" + TINY, 400, "BAD_REQUEST"),
    (POST + b"Content-Length: 26, 26\r\n\r\n" + TINY, 400, "BAD_REQUEST"),
    (POST + b"X: a\r\n b\r\n\r\n", 400, "BAD_REQUEST"),
    (POST + b"X: a\n\r\n", 400, "BAD_REQUEST"),
    (POST + CHUNKED + b"\r\n3\nabc\r\n0\r\n\r\n", 400, "BAD_REQUEST"),
    (PROBE.replace(b"1.1", b"2.0"), 400, "BAD_REQUEST"),
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


async def test_requests_that_are_sent_ahead_are_all_answered_in_order(
    database_url: str, tmp_path: Path
) -> None:
    bodies = [b'{"query":"{ a%d: __typename }"}' % number for number in range(300)]
    sent = b"".join(POST + b"Content-Length: %d\r\n\r\n" % len(each) + each for each in bodies)
    log = tmp_path / "log"
    async with running(database_url, log) as server, socket_to(server) as socket:
        for parts in ((sent,), (sent[:5000], sent[5000:9999], sent[9999:])):
            await socket.send(*parts)
            for number in range(300):
                assert (await socket.response()).data == {f"a{number}": "Query"}
        await socket.send(PROBE * 5000)
        for _ in range(5000):
            assert (await socket.response()).status == 200
    assert "Traceback" not in log.read_text()


async def test_who_sends_ahead_and_leaves_is_no_fault(database_url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with running(database_url, log) as server:
        for sent in (PROBE * 500, (POST + LENGTH + b"\r\n" + TINY) * 500, PROBE * 200 + b"HELLO\r\n\r\n"):
            async with socket_to(server) as socket:
                await socket.send(sent)
                socket.writer.transport.abort()
        assert (await answer_to(server, PROBE)).status == 200
    assert "Traceback" not in log.read_text()


NO_HOST = (
    b"",
    b"Host: localhost\r\nHost: localhost\r\n",
    b"Host: localhost\r\nhost: other.example.com\r\n",
    b"Host:\r\n",
    b"Host: local host\r\n",
    b"Host: user@localhost\r\n",
    b"Host: localhost/graphql\r\n",
    b"Host: localhost, localhost\r\n",
    b"Host: localhost:http\r\n",
    b"Host: [::1\r\n",
)
HOSTS = (
    b"localhost",
    b"LOCALHOST:8000",
    b"127.0.0.1:8000",
    b"[::1]:8000",
    b"my_service.example.com",
    b"localhost:",
)


async def test_a_request_names_one_host(database_url: str) -> None:
    line = b"GET /health/live HTTP/1.1\r\n"
    for allowed in ({}, {"ALLOWED_HOSTS": "localhost"}):
        async with running(database_url, **allowed) as server:
            for host in NO_HOST:
                refused = await answer_to(server, line + host + b"\r\n")
                assert (refused.status, refused.code) == (400, "BAD_REQUEST"), host
            for host in HOSTS:
                assert (await answer_to(server, line + b"Host: " + host + b"\r\n\r\n")).status == 200, host
            assert (await answer_to(server, line.replace(b"1.1", b"1.0") + b"\r\n")).status == 200


BAD = [
    b"HELLO\r\n\r\n",
    PROBE.replace(b"Host", b"Host: localhost\r\nHost"),
    PROBE.replace(b"1.1", b"2.0"),
    POST + CHUNKED + b"\r\nzz\r\n",
    POST + CHUNKED + b"\r\n" + CHUNK + b"zz\r\n",
    b"CONNECT example.com:80 HTTP/1.1\r\nHost: example.com:80\r\n\r\n",
    PROBE.replace(b"\r\n\r\n", b"\r\nX: " + b"a" * 70_000 + b"\r\n\r\n"),
    PROBE.replace(b"live", b"a" * 20_000),
]


async def test_a_bad_request_behind_good_ones_is_told_so_after_their_answers(database_url: str) -> None:
    good = POST + LENGTH + b"\r\n" + TINY
    async with running(database_url) as server:
        for number, bad in enumerate(BAD):
            for ahead in (1, 2, 7):
                async with socket_to(server) as socket:
                    await socket.send(good * ahead + bad + good)
                    answers = [await socket.response() for _ in range(ahead + 1)]
                    assert [each.data for each in answers[:-1]] == [{"__typename": "Query"}] * ahead, number
                    assert answers[-1].status in (400, 414, 431, 501), number
                    assert await socket.rest() == b"", number
