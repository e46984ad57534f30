"""One run of sending: one at a time for a report, with a courier of its own, gone on with where the last one ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from builder.delivery.courier import CourierLostError, RemoteCourier, start_courier, utc_now
from builder.delivery.journal import History, Lock, journal_path, read_journal
from builder.delivery.letters import Letter
from builder.delivery.sending import Doubt, Policy, Tally, pending, reopen, send
from builder.delivery.settings import Settings
from builder.delivery.smtp import Trouble
from builder.errors import DeliveryError, Findings, Location


@dataclass(frozen=True, slots=True)
class Run:
    """Where a run's journal lies, and what the command says of it."""

    output: Path
    name: str
    settings: Settings
    secret: str = ""
    again: bool = False
    doubt: Doubt = "ask"

    @property
    def journal(self) -> Path:
        """The journal beside the outputs."""
        return journal_path(self.output, self.name)


def dispatch(
    run: Run,
    letters: Callable[[History], Sequence[Letter]],
    sleep: Callable[[float], None],
    waiting: Callable[[], None],
    progress: Callable[[Tally, int], None],
) -> Tally:
    """Sends what is left of the letters, and says what became of each recipient.

    `letters` makes them from the journal's history. `progress` is told after each message, with the number of messages.
    Raises `DeliveryError` where another run sends for this report, or where the journal cannot be used.
    """
    findings = Findings()
    try:
        run.output.mkdir(parents=True, exist_ok=True)
        lock = Lock(run.output / f".{run.name}.sent.lock")
    except OSError as error:
        message = f"the journal cannot be written: {error.strerror or error}"
        at = Location(run.output.as_posix())
        findings.error("journal-not-written", message, at, "see the folder's rights, or name another with --output")
        raise DeliveryError(findings.items) from None
    try:
        if not lock.take(wait=False):
            hint = "wait until it has ended, and run again: nobody gets the mail twice"
            at = Location(run.journal.as_posix())
            findings.error("mail-running", "another run is sending this report's mail", at, hint)
            findings.raise_errors(DeliveryError)
        tally = Tally()
        try:
            courier = start_courier(run.settings, run.secret, run.journal, waiting)
        except CourierLostError:
            tally.lost = True
            return tally
        except Trouble as trouble:
            tally.trouble = trouble
            return tally
        try:
            _send(run, letters, courier, sleep, tally, progress)
        except CourierLostError:
            tally.lost = True
        except BaseException:
            courier.leave()
            raise
        courier.close()
        return tally
    finally:
        lock.close()


def _send(
    run: Run,
    letters: Callable[[History], Sequence[Letter]],
    courier: RemoteCourier,
    sleep: Callable[[float], None],
    tally: Tally,
    progress: Callable[[Tally, int], None],
) -> None:
    history = read_journal(run.journal)
    now = utc_now().isoformat()
    try:
        if run.again:
            reopen(letters(history), history, courier, now)
        left = pending(letters(history), history, courier, run.doubt, now, tally)
    except Trouble as trouble:
        tally.trouble = trouble
        return
    policy = Policy(run.settings.pause, run.settings.retries, run.settings.backoff)
    send(left, courier, policy, sleep, tally, lambda so_far: progress(so_far, len(left)))
