"""One connection of a client: uvicorn's own, which here has limits of size and time and ignores upgrades."""

from __future__ import annotations

from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.refusals import Refusal
from api.serving.refusing import (
    NO_TUNNEL,
    NOT_HTTP,
    headers_too_large,
    in_bytes,
    line_too_long,
    sent_nothing,
    stopping,
    too_many_connections,
)
from api.serving.watch import Phase, watch

PIECE = 16 * 1024
"""Bytes that are parsed at a time; sizes are looked at in between."""
MOST_AHEAD = 100
"""Requests that a client may send before the first of them is answered."""
SECONDS_TO_READ = 1.0
"""How long a client that is cut off has for reading why; closed at once, it might lose the answer."""


class RequestRefused(Exception):
    """Ends the parser; the answer is at hand."""


class Connection(HttpToolsProtocol):
    """Reads requests as httptools does, and cuts off whoever sends too much, too slowly, or what is no HTTP.

    The parser goes from phase to phase by itself; `watch()` knows what is waited for, and since when.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.phase: Phase | None = None
        self._watch = watch()
        self._limits = self._watch.limits
        self._is_cut = False
        self._in_head = False
        self._has_come_on = False
        """Whether the piece that is parsed has brought anything but headers and frames."""
        self._unclaimed = 0
        """Bytes of headers or frames since then."""
        self._refusal: Refusal | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._watch.wait_for(self, Phase.IDLE)
        self._watch.admit(self, self.connections)

    def connection_lost(self, exc: Exception | None) -> None:
        self._watch.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if len(data) <= PIECE:
            self._feed(data)
            return
        for start in range(0, len(data), PIECE):
            self._feed(data[start : start + PIECE])

    def _feed(self, piece: bytes) -> None:
        if self._is_cut:
            return
        self._unset_keepalive_if_required()
        self._has_come_on = False
        self._unclaimed += len(piece)
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade as upgrade:
            self._go_on_without_upgrade(piece[upgrade.args[0] :])
        except httptools.HttpParserError:
            self.cut(self._refusal or NOT_HTTP)
        else:
            self._check_piece()

    def _check_piece(self) -> None:
        if self._has_come_on:
            self._unclaimed = 0
        elif self._unclaimed > self._limits.header_size:
            self.cut(headers_too_large(self._limits.header_size))
        if len(self.pipeline) > MOST_AHEAD:
            self.abort()

    def _go_on_without_upgrade(self, rest: bytes) -> None:
        """Read the request as if it did not ask for another protocol, which a server may ignore.

        httptools takes what follows such headers for the other protocol: the body would be lost, or be taken for
        a request. A parser that begins anew with the same headers, but that one, reads it as what it is.
        """
        method = self.parser.get_method()
        if method == b"CONNECT":
            self.cut(NO_TUNNEL)
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
        self._in_head = False
        self._has_come_on = True
        super().on_headers_complete()
        if not self.pipeline:
            self._watch.wait_for(self, Phase.BODY)

    def on_body(self, body: bytes) -> None:
        self._has_come_on = True
        super().on_body(body)
        if self.phase is Phase.BODY:
            self._watch.wait_for(self, Phase.BODY)

    def on_message_complete(self) -> None:
        if self.parser.should_upgrade():
            return
        self._has_come_on = True
        super().on_message_complete()
        if self.phase is Phase.BODY:
            self._watch.leave(self)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._is_cut:
            return
        if self.transport.is_closing():
            self._watch.wait_for(self, Phase.CLOSING)
        elif not self._is_answering():
            self._watch.wait_for(self, Phase.HEAD if self._in_head else Phase.IDLE)
        elif self.cycle.more_body:
            self._watch.wait_for(self, Phase.BODY)
        else:
            self._watch.leave(self)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.phase is None and not self._is_cut:
            self._watch.wait_for(self, Phase.READING)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.phase is Phase.READING:
            self._watch.leave(self)

    def shutdown(self) -> None:
        """Whoever has not sent all of a request hears that nothing of it was begun."""
        if self._is_cut:
            self.abort()
        elif self.phase in (Phase.HEAD, Phase.BODY):
            self.cut(stopping())
        else:
            super().shutdown()

    def expire(self) -> None:
        match self.phase:
            case Phase.IDLE if self.cycle is not None:
                self.cut(None)
            case Phase.BODY if self.flow.read_paused:
                self._watch.wait_for(self, Phase.BODY)
            case Phase.IDLE | Phase.HEAD | Phase.BODY:
                self.cut(sent_nothing(self._limits.seconds))
            case _:
                self.abort()

    def make_room(self) -> None:
        self.cut(None if self.phase is Phase.IDLE else too_many_connections(self._limits.connections))

    def refuse_for_many(self) -> None:
        self.cut(too_many_connections(self._limits.connections))

    def cut(self, refusal: Refusal | None) -> None:
        """End the connection, with an answer if no other one is on its way, and if there is something to say."""
        may_answer = not self.pipeline and (
            not self._is_answering() or (self.phase is Phase.BODY and not self.cycle.response_started)
        )
        self._is_cut = True
        self._watch.leave(self)
        self._end_requests()
        if not may_answer:
            self.abort()
            return
        if refusal is None:
            self.transport.close()
        else:
            self.transport.write(in_bytes(refusal))
            if self.transport.can_write_eof():
                self.transport.write_eof()
        self.loop.call_later(SECONDS_TO_READ, self.transport.abort)

    def abort(self) -> None:
        self._is_cut = True
        self._watch.leave(self)
        self.transport.abort()

    def _refuse(self, refusal: Refusal) -> None:
        self._refusal = refusal
        raise RequestRefused

    def _end_requests(self) -> None:
        """Whoever reads the body of a request hears that its client has gone."""
        self._unset_keepalive_if_required()
        self.pipeline.clear()
        if self._is_answering():
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _head_size(self) -> int:
        return sum(len(name) + len(value) + len(b": \r\n") for name, value in self.headers)
