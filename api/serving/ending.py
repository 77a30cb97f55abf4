"""How a connection comes to its end: its time is over, another one needs the place, the server stops."""

from __future__ import annotations

from collections import deque
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.refusals import Refusal
from api.serving.flow import Flow
from api.serving.refusing import in_bytes, sent_nothing, stopping, too_many_connections
from api.serving.watch import Phase, watch

SECONDS_TO_READ = 1.0
"""How long a client that is cut off has for reading why; closed at once, it might lose the answer."""


class EndingConnection(HttpToolsProtocol):
    """uvicorn's, which `watch()` waits for and ends, with an answer where one can be read."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.phase: Phase | None = None
        self.body_size = 0
        self.body_since = 0.0
        self._watch = watch()
        self._limits = self._watch.limits
        self._is_cut = False
        self._unsent = 0
        """Bytes of answers that the client had not taken when that was last looked at."""
        self._unread: deque[memoryview] = deque()
        """Pieces that have come and are not parsed: requests before them are not answered yet."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.flow = self._flow = Flow(transport)
        self._watch.wait_for(self, Phase.IDLE)
        self._watch.admit(self, self.connections)

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_cut = True
        self._watch.forget(self)
        super().connection_lost(exc)

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
            case Phase.IDLE if self.was_answered:
                self.cut(None)
            case Phase.BODY if not self.is_read:
                self._watch.wait_for(self, Phase.BODY)
            case (Phase.READING | Phase.CLOSING) as phase if self._takes_some():
                self._wait_for_reading(phase)
            case Phase.IDLE | Phase.HEAD | Phase.BODY:
                self.cut(sent_nothing(self._limits.seconds))
            case _:
                self.abort()

    def make_room(self) -> None:
        may_ask = self.phase in (Phase.HEAD, Phase.BODY)
        self.cut(too_many_connections(self._limits.connections) if may_ask else None)

    def refuse_for_many(self) -> None:
        self.cut(too_many_connections(self._limits.connections))

    def cut(self, refusal: Refusal | None) -> None:
        """End the connection, with an answer if no other one is on its way, and if there is something to say."""
        may_answer = not self.pipeline and (
            not self._is_answering() or (self.phase is Phase.BODY and not self.cycle.response_started)
        )
        self._is_cut = True
        self._watch.end(self)
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
        self._watch.end(self)
        self._end_requests()
        self.transport.abort()

    def _end_requests(self) -> None:
        """Whoever reads the body of a request hears that its client has gone."""
        self._unset_keepalive_if_required()
        self.pipeline.clear()
        self._unread.clear()
        if self._is_answering():
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _wait_for_reading(self, phase: Phase) -> None:
        self._unsent = self.transport.get_write_buffer_size()
        self._watch.wait_for(self, phase)

    def _takes_some(self) -> bool:
        return self.transport.get_write_buffer_size() < self._unsent

    @property
    def was_answered(self) -> bool:
        return self.cycle is not None

    @property
    def is_read(self) -> bool:
        """Whether the client could send more; otherwise nobody has taken yet what it has sent."""
        return not self._flow.read_paused

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete
