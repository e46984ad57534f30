"""Interrupts a call that takes too long: one thread for all, as starting one each time costs more than a query."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOOKS = 0.25  # seconds between two looks at the clock


class Watchdog:
    """Calls `interrupt` where a guarded call runs for more than its seconds. Its thread ends with `close`."""

    def __init__(self, interrupt: Callable[[], object]) -> None:
        self._interrupt = interrupt
        self._deadline = float("inf")
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def guard(self, seconds: float) -> Iterator[None]:
        """Gives what is inside `seconds` at most, to the next look at the clock."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._watch, name="query watchdog", daemon=True)
            self._thread.start()
        self._deadline = time.monotonic() + seconds
        try:
            yield
        finally:
            self._deadline = float("inf")

    def close(self) -> None:
        """Ends the thread."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._closed.wait(LOOKS):
            if time.monotonic() > self._deadline:
                self._interrupt()
