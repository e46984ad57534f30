"""Sends letters: who is left to get them, in which order, how often it is tried, and what became of each.

A recipient whom the server defers (4xx) waits for the next round, after all others had their turn. Where the connection
fails the same letter waits, or the next round has it if it had begun. What the server refuses (5xx) is not tried again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from builder.delivery.courier import Carrier, CourierLostError
from builder.delivery.journal import History, Record
from builder.delivery.letters import Letter
from builder.delivery.recipients import address_key
from builder.delivery.smtp import MOST_RECIPIENTS, Outcome, Trouble

Doubt = Literal["ask", "send", "skip"]
LONGEST_WAIT = 300.0  # seconds between two tries


@dataclass(frozen=True, slots=True)
class Policy:
    """How patiently mail is sent: seconds between messages, tries after the first, seconds before the first of them."""

    pause: float = 0.0
    retries: int = 4
    backoff: float = 5.0

    def wait(self, number: int) -> float:
        """Seconds before try `number`, from 1: each wait is three times the one before."""
        return float(min(self.backoff * 3.0 ** (number - 1), LONGEST_WAIT))


@dataclass(slots=True)
class Tally:
    """What became of the recipients. `untried` are those whom `trouble` kept from being tried."""

    sent: list[Outcome] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    refused: list[Outcome] = field(default_factory=list)
    failed: list[Outcome] = field(default_factory=list)
    doubt: list[Record] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)
    trouble: Trouble | None = None
    lost: bool = False

    @property
    def whole(self) -> bool:
        """Whether everybody has the mail."""
        return not (self.refused or self.failed or self.doubt or self.untried or self.trouble or self.lost)

    @property
    def counts(self) -> dict[str, int]:
        """The summary's numbers."""
        return {
            "sent": len(self.sent),
            "already_sent": len(self.already),
            "refused": len(self.refused),
            "failed": len(self.failed) + len(self.untried),
            "in_doubt": len(self.doubt),
        }


def reopen(letters: Iterable[Letter], history: History, carrier: Carrier, now: str) -> None:
    """Opens everybody who has a letter anew, in the journal and in `history`: what `--again` asks for.

    A run that ends early is gone on with by one without `--again`.
    """
    records = [
        Record("again", letter.mail, to, letter.id, now)
        for letter in letters
        for to in letter.recipients
        if history.record(letter.mail, to)
    ]
    if records:
        carrier.note(records)
    for record in records:
        history.add(record)


def pending(
    letters: Iterable[Letter], history: History, carrier: Carrier, doubt: Doubt, now: str, tally: Tally
) -> list[Letter]:
    """The letters that are left to be sent, each to those who have it not; in parts of at most 100 recipients."""
    left = []
    seen: set[tuple[str, str]] = set()  # two editions may have one content
    for letter in letters:
        open_: list[str] = []
        for to in letter.recipients:
            if (key := (letter.mail, address_key(to))) in seen:
                continue
            seen.add(key)
            doubtful = history.doubtful(letter.mail, to)
            if history.done(letter.mail, to):
                tally.already.append(to)
            elif doubtful and doubt == "ask":
                tally.doubt.append(doubtful)
            elif doubtful and doubt == "skip":
                carrier.note([Record("skipped", letter.mail, to, letter.id, now)])
                tally.already.append(to)
            else:
                open_.append(to)
        left += [letter.to(open_[n : n + MOST_RECIPIENTS]) for n in range(0, len(open_), MOST_RECIPIENTS)]
    return left


def send(
    letters: Sequence[Letter],
    carrier: Carrier,
    policy: Policy,
    sleep: Callable[[float], None],
    tally: Tally,
    progress: Callable[[Tally], None] = lambda _: None,
) -> None:
    """Sends the letters, and enters what became of each recipient into `tally`."""
    queue, later = deque(letters), list[Letter]()
    deferred: dict[tuple[str, str], Outcome] = {}
    failures, round_, first = 0, 0, True
    while queue:
        letter = queue.popleft()
        if not first and policy.pause:
            sleep(policy.pause)
        first = False
        try:
            outcomes = carrier.carry(letter.parcel())
        except CourierLostError:
            tally.lost = True
            queue.appendleft(letter)
            break
        except Trouble as trouble:
            failures += 1
            if trouble.started and trouble.temporary:
                later.append(letter)
                for to in letter.recipients:
                    deferred[letter.mail, to] = Outcome(to, "deferred", "", trouble.code, trouble.answer)
            else:
                queue.appendleft(letter)
            if not trouble.temporary or failures > policy.retries:
                tally.trouble = trouble
                break
            sleep(policy.wait(failures))
        else:
            failures = 0
            if again := _enter(letter, outcomes, tally, deferred):
                later.append(letter.to(again))
            progress(tally)
        if not queue and later and round_ < policy.retries:
            round_ += 1
            if not failures:  # else it has been waited already
                sleep(policy.wait(round_))
            queue, later = deque(later), []
    for letter in later:
        tally.failed += [deferred[letter.mail, to] for to in letter.recipients]
    tally.untried += [to for letter in queue for to in letter.recipients]


def _enter(
    letter: Letter, outcomes: Iterable[Outcome], tally: Tally, deferred: dict[tuple[str, str], Outcome]
) -> list[str]:
    """Enters outcomes into the tally; the recipients whose turn comes again."""
    again = []
    for o in outcomes:
        match o.state:
            case "sent":
                tally.sent.append(o)
            case "refused":
                tally.refused.append(o)
            case "doubt":
                tally.doubt.append(Record("trying", letter.mail, o.to, letter.id, "", o.answer))
            case _:
                deferred[letter.mail, o.to] = o
                again.append(o.to)
    return again
