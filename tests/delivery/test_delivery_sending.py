"""A list on its way: who is tried when, how often and how long is waited, and what is told of each; no test waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import get_args

import pytest
from letter_box import DATE, PLAIN, SENDER, made, mail, people
from mail_server import Server, serving

from builder.delivery import answers
from builder.delivery.courier import Courier, CourierLostError
from builder.delivery.folder import read_letters, write_letters
from builder.delivery.journal import History, Journal, Record, read_journal
from builder.delivery.letters import Post, check_sizes, content_hash, letters, message_id
from builder.delivery.mail import Address, Mail
from builder.delivery.recipients import Recipient
from builder.delivery.sending import Policy, Tally, pending, reopen, send
from builder.delivery.settings import Settings
from builder.delivery.smtp import Kind, Outcome, Parcel, Trouble
from builder.errors import DeliveryError

PATIENT = Policy(pause=0.5, retries=3, backoff=1.0)
Play = Callable[..., tuple[Tally, list[float]]]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Sends letters to a server as one run does, and gives the tally and the waits."""

    def run(
        server: Server, what: Sequence[object], policy: Policy = PATIENT, **how: object
    ) -> tuple[Tally, list[float]]:
        waits: list[float] = []
        tally = Tally()
        path = tmp_path / "shop.sent.jsonl"
        settings = Settings(host="127.0.0.1", port=server.port, security="none", sender=SENDER, timeout=2.0)
        with Journal(path) as journal:
            assert journal.hold(wait=False)
            courier = Courier(settings, "", journal)
            history = read_journal(path)
            if how.get("again"):
                reopen(what, history, courier, "now")  # type: ignore[arg-type]
            left = pending(what, history, courier, how.get("doubt", "ask"), "now", tally)  # type: ignore[arg-type]
            send(left, courier, policy, waits.append, tally)
            courier.close()
        return tally, waits

    return run


def codes(tally: Tally) -> list[str]:
    return [d.code for d in answers.tell(tally, Settings(host="h", sender=SENDER), "j").errors]


# -- Rounds ----------------------------------------------------------------------------------------------


def test_a_pause_stands_between_messages(play: Play) -> None:
    with serving() as server:
        tally, waits = play(server, made(people(4)))
    assert tally.whole
    assert waits == [0.5, 0.5, 0.5]


def test_who_is_deferred_comes_again_after_all_others(play: Play) -> None:
    def busy_once(server: Server, step: str, about: str) -> str | None:
        first = server.steps.count(("rcpt", "p001@example.org")) == 1
        return "450 4.2.1 busy" if step == "rcpt" and about == "p001@example.org" and first else None

    with serving(hook=busy_once) as server:
        tally, waits = play(server, made(people(4)))
        assert server.got() == [f"p00{n}@example.org" for n in (0, 2, 3, 1)]
    assert tally.counts == {"sent": 4, "already_sent": 0, "refused": 0, "failed": 0, "in_doubt": 0}
    assert waits == [0.5, 0.5, 0.5, 1.0, 0.5]


def test_who_stays_deferred_has_failed_and_is_sent_by_the_next_run(play: Play) -> None:
    def busy(server: Server, step: str, about: str) -> str | None:
        return "450 4.2.1 busy" if about == "p001@example.org" else None

    with serving(hook=busy) as server:
        tally, waits = play(server, made(people(3)), Policy(0, 3, 1.0))
        assert waits == [1.0, 3.0, 9.0]
        assert server.steps.count(("rcpt", "p001@example.org")) == 4
        assert [(o.to, o.code, o.answer) for o in tally.failed] == [("p001@example.org", 450, "4.2.1 busy")]
        assert codes(tally) == ["mail-deferred"]
        server.hook = None
        tally, _ = play(server, made(people(3)))
        assert tally.counts["sent"] == 1
        assert tally.counts["already_sent"] == 2
        assert sorted(server.got()) == [f"p00{n}@example.org" for n in range(3)]


def test_who_is_refused_is_not_tried_again(play: Play) -> None:
    def unknown(server: Server, step: str, about: str) -> str | None:
        return "550 5.1.1 no such user" if about == "p001@example.org" else None

    with serving(hook=unknown) as server:
        tally, waits = play(server, made(people(3)), Policy(0, 3, 1.0))
        assert server.steps.count(("rcpt", "p001@example.org")) == 1
    assert not waits
    assert tally.counts == {"sent": 2, "already_sent": 0, "refused": 1, "failed": 0, "in_doubt": 0}
    (told,) = answers.tell(tally, Settings(), "j").errors
    assert told.code == "mail-refused"
    assert "p001@example.org" in told.message
    assert "550 5.1.1 no such user" in told.message


def test_a_server_that_goes_away_in_mid_list_is_met_again(play: Play) -> None:
    gone: list[str] = []

    def leave(server: Server, step: str, about: str) -> str | None:
        if step == "rcpt" and len(server.box) == 2 and len(gone) < 2:
            gone.append(about)
            return "421 4.3.2 going down"
        return None

    with serving(hook=leave) as server:
        tally, _ = play(server, made(people(5)))
        assert tally.whole
        assert sorted(server.got()) == [f"p00{n}@example.org" for n in range(5)]


def test_a_cut_connection_is_met_again_and_nobody_gets_two(play: Play) -> None:
    with serving(cut_after=1000) as server:
        tally, waits = play(server, made(people(3)), Policy(0, 3, 1.0))
        assert tally.whole
        assert waits == [1.0]
        assert sorted(server.got()) == [f"p00{n}@example.org" for n in range(3)]


def test_a_server_that_is_not_there_is_given_up_at_last(play: Play) -> None:
    with serving() as server:
        pass
    tally, waits = play(server, made(people(20)), Policy(0.5, 3, 1.0))
    assert [w for w in waits if w != 0.5] == [1.0, 3.0, 9.0]
    assert tally.counts["failed"] == 20
    assert codes(tally) == ["mail-no-connection"]


def test_a_letter_that_breaks_every_connection_does_not_stop_the_others(play: Play) -> None:
    def poisoned(server: Server, step: str, about: str) -> str | None:
        return "421 4.3.0 oh" if about == "p001@example.org" else None

    with serving(hook=poisoned) as server:
        tally, _ = play(server, made(people(6)))
        assert tally.counts == {"sent": 5, "already_sent": 0, "refused": 0, "failed": 1, "in_doubt": 0}
    assert "421" in answers.tell(tally, Settings(), "j").errors[0].message


@pytest.mark.parametrize(
    ("step", "answer", "code"),
    [("mail", "553 5.7.1 not yours", "mail-sender-refused"), ("rcpt", "hello", "mail-protocol")],
)
def test_what_concerns_everybody_is_told_once(play: Play, step: str, answer: str, code: str) -> None:
    with serving(hook=lambda _, now, __: answer if now == step else None) as server:
        tally, waits = play(server, made(people(9)))
        assert (server.count("mail"), waits) == (1, [])
    assert tally.counts["failed"] == 9
    assert codes(tally) == [code]


def test_the_process_that_sends_may_be_lost() -> None:
    class Lost:
        def carry(self, parcel: Parcel) -> list[Outcome]:
            raise CourierLostError(parcel.id)

        def note(self, records: Sequence[Record]) -> None:
            raise CourierLostError(records)

        def close(self) -> None:
            pass

    tally = Tally()
    send(made(people(2)), Lost(), PATIENT, lambda _: None, tally)
    assert tally.counts["failed"] == 2
    assert codes(tally) == ["mail-courier-lost"]


def test_every_trouble_is_told_with_what_to_do() -> None:
    kinds: tuple[Kind, ...] = get_args(Kind)
    assert len(kinds) > 10
    for kind in kinds:
        tally = Tally(trouble=Trouble(kind, "words of the server", temporary=False), untried=["ana@example.org"])
        (told,) = answers.tell(tally, Settings(host="smtp.example.org", sender=SENDER), "j").errors
        assert "words of the server" in told.message
        assert told.hint


# -- Once ------------------------------------------------------------------------------------------------


def test_again_is_said_on_purpose_and_can_be_gone_on_with(play: Play) -> None:
    with serving() as server:
        for count in (3, 3):
            play(server, made(people(3)))
            assert len(server.box) == count
        tally, _ = play(server, made(people(3)), again=True)
        assert tally.counts["sent"] == 3
        tally, _ = play(server, made(people(3)))
        assert (tally.counts["already_sent"], len(server.box)) == (3, 6)


def test_a_message_sent_again_has_another_id_and_a_resent_one_the_same() -> None:
    first, history = made(people(1))[0], History()
    history.add(Record("trying", first.mail, "p000@example.org", first.id, "t"))
    assert made(people(1), history=history)[0].id == first.id
    history.add(Record("sent", first.mail, "p000@example.org", first.id, "t"))
    history.add(Record("again", first.mail, "p000@example.org", first.id, "t"))
    assert made(people(1), history=history)[0].id != first.id


def test_another_content_is_another_mail(play: Play) -> None:
    with serving() as server:
        play(server, made(people(2)))
        play(server, made(people(2), of=mail("Filter coffee fades")))
        assert len(server.box) == 4


def test_new_people_of_one_message_for_all_get_it_alone(play: Play) -> None:
    with serving() as server:
        play(server, made(people(2), each=False))
        tally, _ = play(server, made(people(4), each=False))
        assert [m.to for m in server.box][1] == ("p002@example.org", "p003@example.org")
        assert tally.counts["already_sent"] == 2


def test_many_in_one_message_go_in_parts(play: Play) -> None:
    with serving() as server:
        tally, _ = play(server, made(people(250), each=False))
        assert [len(m.to) for m in server.box] == [100, 100, 50]
        assert len({m.data for m in server.box}) == 1
        assert tally.counts["sent"] == 250


def test_two_editions_of_one_content_reach_a_person_once(play: Play) -> None:
    ana = [Recipient(Address("ana@example.org"), {"rival": r}) for r in ("China", "Europe")]
    with serving() as server:
        play(server, made(ana))
        assert server.got() == ["ana@example.org"]


@pytest.mark.parametrize(("doubt", "count", "sent"), [("ask", 0, 0), ("send", 1, 1), ("skip", 0, 0)])
def test_in_doubt(play: Play, tmp_path: Path, doubt: str, count: int, sent: int) -> None:
    (letter,) = made(people(1))
    with Journal(tmp_path / "shop.sent.jsonl") as journal:
        journal.hold(wait=False)
        journal.write([Record("trying", letter.mail, "p000@example.org", letter.id, "2026-04-02T08:00:00+00:00")])
    with serving() as server:
        tally, _ = play(server, [letter], doubt=doubt)
        assert len(server.box) == count
    assert tally.whole is (doubt != "ask")
    assert tally.counts["sent"] == sent
    if doubt == "ask":
        (told,) = answers.tell(tally, Settings(), "j").errors
        assert told.code == "mail-in-doubt"
        assert letter.id in told.hint


def test_the_hash_knows_all_content_and_nothing_else() -> None:
    plain = mail()
    changed = [
        Mail(*(f"{v}x" if n == i and isinstance(v, str) else v for n, v in enumerate(fields)))  # type: ignore[arg-type]
        for fields in [(plain.subject, plain.text, plain.html, plain.images, plain.attachments, plain.lang)]
        for i in (0, 1, 2, 5)
    ]
    assert len({content_hash(m) for m in (plain, *changed, mail(size=4000))}) == 6
    one, two = (letters([Post(plain, people(1))], PLAIN, d, History())[0] for d in (DATE, DATE.replace(year=2030)))
    assert (one.mail, one.id) == (two.mail, two.id)
    assert one.content() != two.content()


def test_ids_are_of_the_senders_domain() -> None:
    made_ = {message_id("m", ["a", "b"], 0, "ana@example.org"), message_id("m", ["a"], 0, "ana@example.org")}
    assert len(made_) == 2
    assert all(id_.endswith("@example.org") for id_ in made_)


# -- Limits and held letters -----------------------------------------------------------------------------


def test_too_large_is_refused_with_its_large_parts() -> None:
    post = Post(mail(size=100_000), people(2), each=True)
    check_sizes([post], PLAIN, DATE, 200_000)
    with pytest.raises(DeliveryError) as caught:
        check_sizes([post], PLAIN, DATE, 100_000)
    (told,) = caught.value.diagnostics
    assert told.code == "mail-too-large"
    assert "shop.pdf (0.1 MB)" in told.hint


def test_held_letters_go_out_byte_for_byte(play: Play, tmp_path: Path) -> None:
    folder = tmp_path / "shop.held"
    files = write_letters(made(people(5)), folder, "shop.held")
    kept = [file.read_bytes() for file in files]
    with serving() as server:
        tally, _ = play(server, read_letters(folder, "shop.held"))
        assert tally.whole
        assert [m.data for m in server.box] == kept


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        ('{"version": 2, "letters": []}', "its version is 2, and 1 is known"),
        ('{"version": 1, "letters": []}', "it names no letters"),
        ('{"letters": []}', "it has no 'version'"),
        ('{"version": 1, "letters": ["a"]}', "a part of it is of another kind"),
        ("[]", "a part of it is of another kind"),
        ("{", "it is not JSON"),
    ],
)
def test_a_manifest_of_another_make_is_refused_in_plain_words(tmp_path: Path, manifest: str, told: str) -> None:
    folder = tmp_path / "shop.held"
    write_letters(made(people(1)), folder, "shop.held")
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(DeliveryError) as caught:
        read_letters(folder, "shop.held")
    (found,) = caught.value.diagnostics
    assert (found.code, found.message) == ("held-changed", f"the manifest is not what hold wrote: {told}")


@pytest.mark.parametrize("what", ["0002-p001-example.org.eml", "manifest.json"])
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_held_letters_that_changed_are_not_sent(tmp_path: Path, what: str, how: str) -> None:
    folder = tmp_path / "shop.held"
    write_letters(made(people(3)), folder, "shop.held")
    file = folder / what
    if how == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes().replace(b"0", b"1", 1)[:-3])
    with pytest.raises(DeliveryError) as caught:
        read_letters(folder, "shop.held")
    expected = "no-letters" if (what, how) == ("manifest.json", "gone") else "held-changed"
    assert [d.code for d in caught.value.diagnostics] == [expected]


def test_a_manifest_cannot_name_a_file_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / "shop.held"
    (file,) = write_letters(made(people(1)), folder, "shop.held")
    (tmp_path / "secret.eml").write_bytes(file.read_bytes())
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(file.name, "../secret.eml"), encoding="utf-8")
    with pytest.raises(DeliveryError):
        read_letters(folder, "shop.held")


def test_a_folder_with_other_things_is_not_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.doc").write_bytes(b"x")
    with pytest.raises(DeliveryError):
        write_letters(made(people(1)), folder, "mine")
    assert (folder / "thesis.doc").is_file()
    again = tmp_path / "letters"
    for count in (3, 1):
        write_letters(made(people(count)), again, "letters")
        assert len(list(again.glob("*.eml"))) == count
    assert sorted(p.name for p in tmp_path.iterdir()) == ["letters", "mine"]
