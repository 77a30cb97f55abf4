"""One connection of a client: uvicorn's own, which here has limits of size and time and ignores upgrades."""

from __future__ import annotations

from typing import Any

import httptools

from api.refusals import Refusal
from api.serving.ending import EndingConnection
from api.serving.heads import head_refusal
from api.serving.refusing import NO_TUNNEL, NOT_HTTP, headers_too_large, line_too_long
from api.serving.watch import Phase

PIECE = 4 * 1024
"""Bytes that are parsed at a time; in between, sizes are looked at, and whether requests wait for their turn."""
PIECE_OF_BODY = 16 * 1024
"""The same while a body comes, which is read faster so; this much of requests behind it may be parsed ahead."""


class RequestRefused(Exception):
    """Ends the parser; the answer is at hand."""


class Connection(EndingConnection):
    """Reads requests as httptools does, and cuts off whoever sends too much, too slowly, or what is no HTTP.

    The parser goes from phase to phase by itself; `watch()` knows what is waited for, and since when.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._in_head = False
        self._has_come_on = False
        """Whether the piece that is parsed has brought anything but headers and frames."""
        self._unclaimed = 0
        """Bytes of headers or frames since then."""
        self._refusal: Refusal | None = None
        self._last_word: Refusal | None = None
        """Why nothing more is read, told after the answers to what came before."""

    def data_received(self, data: bytes) -> None:
        if self._is_cut or self._last_word is not None:
            return
        self._unread.append(memoryview(data))
        self._read_on()

    def _read_on(self) -> None:
        """Until requests wait; then the client waits as well, however many more it has sent."""
        while self._unread and not self.pipeline and not self._is_cut:
            piece = self._unread.popleft()
            most = PIECE_OF_BODY if self.phase is Phase.BODY else PIECE
            if len(piece) > most:
                self._unread.appendleft(piece[most:])
            self._feed(piece[:most])
        if self.pipeline:
            self._flow.hold()
        else:
            self._flow.release()

    def _feed(self, piece: bytes | memoryview) -> None:
        if self._is_cut or self._last_word is not None:
            return
        self._unset_keepalive_if_required()
        self._has_come_on = False
        self._unclaimed += len(piece)
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade as upgrade:
            self._go_on_without_upgrade(piece[upgrade.args[0] :])
        except httptools.HttpParserError:
            self._refuse_after_answers(self._refusal or NOT_HTTP)
        else:
            self._check_piece()

    def _check_piece(self) -> None:
        if self._has_come_on:
            self._unclaimed = 0
        elif self._unclaimed > self._limits.header_size:
            self._refuse_after_answers(headers_too_large(self._limits.header_size))

    def _go_on_without_upgrade(self, rest: bytes | memoryview) -> None:
        """Read the request as if it did not ask for another protocol, which a server may ignore.

        httptools takes what follows such headers for the other protocol: the body would be lost, or be taken for
        a request. A parser that begins anew with the same headers, but that one, reads it as what it is.
        """
        method = self.parser.get_method()
        if method == b"CONNECT":
            self._refuse_after_answers(NO_TUNNEL)
            return
        version = self.parser.get_http_version().encode()
        kept = [b"%b: %b\r\n" % header for header in self.headers if header[0] != b"upgrade"]
        head = b"%b %b HTTP/%b\r\n%b\r\n" % (method, self.url, version, b"".join(kept))
        self._unclaimed = 0
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        self._feed(head)
        self._feed(rest)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        if not self._is_answering():
            self._watch.wait_for(self, Phase.HEAD)

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > self._limits.request_line:
            self._refuse(line_too_long(self._limits.request_line))

    def on_header(self, name: bytes, value: bytes) -> None:
        """What comes after a body is no header: a proxy in front has not looked at it."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        most = self._limits.header_size
        if self._unclaimed > most and self._head_size() > most:
            self._refuse(headers_too_large(most))
        if (refusal := head_refusal(self.parser.get_http_version(), self.headers)) is not None:
            self._refuse(refusal)
        self._in_head = False
        self._has_come_on = True
        super().on_headers_complete()
        if not self.pipeline:
            self._wait_for_body()

    def on_body(self, body: bytes) -> None:
        self._has_come_on = True
        super().on_body(body)
        self.body_size += len(body)
        if self.phase is Phase.BODY:
            self._watch.wait_for(self, Phase.BODY)

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        self._has_come_on = True
        super().on_message_complete()
        if self.phase is Phase.BODY:
            self._wait_for_reader()

    def on_response_complete(self) -> None:
        is_last = not self.pipeline
        super().on_response_complete()
        if self._is_cut:
            return
        if self.transport.is_closing():
            self._wait_for_reading(Phase.CLOSING)
        elif self._last_word is not None and is_last:
            self.cycle.response_complete = True
            self.cut(self._last_word)
        else:
            self._go_on()

    def _go_on(self) -> None:
        """An answer was given; what comes next is waited for, or begins."""
        if not self._is_answering():
            self._wait_for_next()
        elif self.cycle.more_body and not self.pipeline:
            self._wait_for_body()
        else:
            self._wait_for_reader()
        self._read_on()

    def _wait_for_next(self) -> None:
        """The next request, unless the client has to take some of the last answer first."""
        if self._in_head:
            self._watch.wait_for(self, Phase.HEAD)
        elif self.flow.write_paused:
            self._wait_for_reading(Phase.READING)
        else:
            self._watch.wait_for(self, Phase.IDLE)

    def _wait_for_reader(self) -> None:
        """It is this server's turn, which writes nothing while the client takes nothing."""
        if self.flow.write_paused:
            self._wait_for_reading(Phase.READING)
        else:
            self._watch.leave(self)

    def _wait_for_body(self) -> None:
        self.body_size = 0
        self.body_since = self.loop.time()
        self._watch.wait_for(self, Phase.BODY)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.phase is None and not self._is_cut:
            self._wait_for_reading(Phase.READING)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.phase is not Phase.READING:
            return
        if self._is_answering():
            self._watch.leave(self)
        else:
            self._watch.wait_for(self, Phase.IDLE)

    def _refuse_after_answers(self, refusal: Refusal) -> None:
        """Whoever sent good requests before this one has the answers to them first; this one is not begun."""
        if self.pipeline and self.cycle.more_body:
            self.pipeline.popleft()
        elif not self._is_answering() or self.phase is Phase.BODY:
            self.cut(refusal)
            return
        self._last_word = refusal
        self._unread.clear()

    def _refuse(self, refusal: Refusal) -> None:
        self._refusal = refusal
        raise RequestRefused

    def _head_size(self) -> int:
        return sum(len(name) + len(value) + len(b": \r\n") for name, value in self.headers)
