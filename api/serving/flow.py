"""When a connection is read and when it is not."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.flow_control import FlowControl


class Flow(FlowControl):
    """uvicorn's, which can be held, and asks nothing of a connection that is closed: uvloop would raise an error."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__(transport)
        self._socket = transport
        self._is_held = False

    def hold(self) -> None:
        """Nothing is read until `release`, whoever wants to go on: requests wait that have to be answered first."""
        self._is_held = True
        self.pause_reading()

    def release(self) -> None:
        if self._is_held:
            self._is_held = False
            self.resume_reading()

    def pause_reading(self) -> None:
        if not self._socket.is_closing():
            super().pause_reading()

    def resume_reading(self) -> None:
        if not self._is_held and not self._socket.is_closing():
            super().resume_reading()
