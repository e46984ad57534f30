"""Addresses of the command line, of files and of queries: what is taken, what is wrong and where, and each once."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.delivery.mail import Address
from builder.delivery.posting import Asked, edition_name, find_people
from builder.delivery.recipients import Recipient, each_once, from_csv, from_options, from_result, parse_address
from builder.errors import DeliveryError, Findings, Location
from builder.model.data import Field, QueryResult
from builder.pipeline import BuildOptions


def parsed(text: str) -> Address | None:
    findings = Findings()
    address = parse_address(text, findings)
    assert (address is None) == bool(findings.errors)
    return address


def read(tmp_path: Path, content: str | bytes) -> tuple[list[Recipient], Findings]:
    file = tmp_path / "people.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    findings = Findings()
    return from_csv(file, "people.csv", findings), findings


@pytest.mark.parametrize(
    ("text", "email", "name"),
    [
        ("ana@example.org", "ana@example.org", ""),
        ("  Ana Silva <ana@example.org> ", "ana@example.org", "Ana Silva"),
        ("<ana@example.org>", "ana@example.org", ""),
        ("Silva, Ana <ana@example.org>", "ana@example.org", "Silva, Ana"),
        ('"Silva, \\"Ana\\"" <ana@example.org>', "ana@example.org", 'Silva, "Ana"'),
        ("安娜 <ana@example.org>", "ana@example.org", "安娜"),
        ("ana@münchen.de", "ana@xn--mnchen-3ya.de", ""),
        ("jörg@münchen.de", "jörg@münchen.de", ""),
        ("Ana.Silva+x@EXAMPLE.Org", "Ana.Silva+x@example.org", ""),
        ("root@localhost", "root@localhost", ""),
        ("ana@mail.local", "ana@mail.local", ""),
        ("ana@mail.test", "ana@mail.test", ""),
        ("Ana\r\nBcc: eve@example.org <ana@example.org>", "ana@example.org", "Ana Bcc: eve@example.org"),
    ],
)
def test_addresses(text: str, email: str, name: str) -> None:
    assert parsed(text) == Address(email, name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "ana@example..org",
        "ana@-x.org",
        "ana silva@example.org",
        "ana@example.org, eve@example.org",
        "ana@example.org\r\nBcc: eve@example.org",
        "Ana <ana@example.org",
        "Ana <ana@example.org> <eve@example.org>",
        "ana@exa\u202emple.org",
        "a" * 65 + "@x.org",
    ],
)
def test_what_is_no_address(text: str) -> None:
    assert parsed(text) is None


def test_all_that_is_wrong_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    content = 'name,address\nAna,ana@example.org\nBo,bo@\n\n"Ce\nline",ce@example.org\nDi,di\nEd,ed@example.org,x\n'
    found, findings = read(tmp_path, content)
    assert [r.address.email for r in found] == ["ana@example.org", "ce@example.org"]
    assert [r.address.name for r in found] == ["Ana", "Ce line"]
    at = "people.csv"
    assert [(d.code, d.location) for d in findings.errors] == [
        ("bad-address", Location(at, 3)),
        ("bad-address", Location(at, 7)),
        ("ragged-row", Location(at, 8)),
    ]


@pytest.mark.parametrize(
    "content",
    [
        "Name,Address,rival\nAna,ana@example.org,China\n",
        "\ufeffname,address,rival\r\nAna,ana@example.org,China\r\n",
        "address;rival;name\nana@example.org;China;Ana\n",
        "rival\taddress\tname\nChina\tana@example.org\tAna\n",
    ],
)
def test_tables_of_many_makes(tmp_path: Path, content: str) -> None:
    found, findings = read(tmp_path, content)
    assert not findings.items
    assert [(r.address, dict(r.params)) for r in found] == [(Address("ana@example.org", "Ana"), {"rival": "China"})]
    assert found[0].at == Location("people.csv", 2)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "recipients-not-read", 1),
        (b"name,mail\nAna,ana@example.org\n", "missing-column", 1),
        (b"name,address,address\nAna,a@example.org,b@example.org\n", "duplicate-column", 1),
        (b"name,address\nAn\xe4,ana@example.org\n", "recipients-not-read", 2),
        (b'name,address\n"Ana"x,ana@example.org\n', "recipients-not-read", 2),
    ],
)
def test_tables_that_cannot_be_read(tmp_path: Path, content: bytes, code: str, line: int) -> None:
    _, findings = read(tmp_path, content)
    assert [(d.code, d.location) for d in findings.errors] == [(code, Location("people.csv", line))]


def test_what_is_wrong_is_told_on_one_line_and_in_short(tmp_path: Path) -> None:
    long = "a" * 300
    cells = ['"ana@example.org\r\nBcc: eve@example.org"', f"{long}@example.org", '"ana@example.org, bo@example.org"']
    _, findings = read(tmp_path, "address\n" + "\n".join(cells) + "\n")
    told = [d.message.partition('" is not a mail address')[0] for d in findings.errors]
    assert told == ['"ana@example.org Bcc: eve@example.org', f'"{long[:77]}...', '"ana@example.org, bo@example.org']
    assert findings.errors[2].hint == "write one address here"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    findings = Findings()
    assert from_csv(tmp_path / "none.csv", "none.csv", findings) == []
    assert [d.code for d in findings.errors] == ["recipients-not-read"]


def test_an_empty_cell_leaves_the_parameter_alone(tmp_path: Path) -> None:
    found, _ = read(tmp_path, "address,rival\nana@example.org,\nbo@example.org,China\n")
    assert [dict(r.params) for r in found] == [{}, {"rival": "China"}]


def test_rows_of_a_query(tmp_path: Path) -> None:
    fields = tuple(map(Field, ("name", "address", "day", "count", "share", "flag", "none")))
    row = ("Ana", "ana@example.org", datetime.date(2026, 4, 2), 3.0, 0.25, True, None)
    findings = Findings()
    (found,) = from_result(QueryResult("people", fields, (row,), at=Location("report.md", 7)), findings)
    assert dict(found.params) == {"day": "2026-04-02", "count": "3", "share": "0.25", "flag": "true"}
    bad = QueryResult("people", fields, (("Bo", None, *row[2:]),), at=Location("report.md", 7))
    assert from_result(bad, findings) == []
    assert [d.location for d in findings.errors] == [Location("report.md", 7)]


def test_a_wrong_row_of_a_query_is_told_by_its_number() -> None:
    at, findings = Location("report.md", 7), Findings()
    rows = (("ana@example.org",), (None,), ("bo@@example.org",))
    (found,) = from_result(QueryResult("people", (Field("address"),), rows, at=at), findings)
    assert found.address.email == "ana@example.org"
    assert [d.message.partition(" is not")[0] for d in findings.errors] == ['"" in row 2', '"bo@@example.org" in row 3']
    assert {d.location for d in findings.errors} == {at}


def test_each_once_an_edition() -> None:
    one, other = Recipient(Address("ana@example.org", "Ana")), Recipient(Address("ANA@example.org", "Other"))
    edition = Recipient(Address("ana@example.org"), {"rival": "China"})
    assert each_once([one, other, edition, edition]) == (one, edition)


def people(asked: Asked) -> tuple[list[str], bool]:
    found = find_people(asked, Path("report.md"), BuildOptions())
    return [r.address.email for r in (*found.to, *found.cc, *found.bcc)], found.each


def test_options_make_one_message_and_lists_one_a_person(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("address\nbo@example.org\nana@example.org\n", encoding="utf-8")
    named = ("ana@example.org", "ce@example.org")
    assert people(Asked(to=named, cc=("di@example.org",))) == ([*named, "di@example.org"], False)
    assert people(Asked(to=named, files=(file,))) == ([*named, "bo@example.org"], True)
    assert people(Asked(files=(file,), each=False)) == (["bo@example.org", "ana@example.org"], False)
    assert people(Asked(to=named, bcc=("di@example.org",), each=True)) == ([*named, "di@example.org"], True)


def test_wrong_ones_of_all_sources_are_told_together(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("address\nbo@\n", encoding="utf-8")
    with pytest.raises(DeliveryError) as caught:
        people(Asked(to=("ana",), cc=("ce",), bcc=("di@example.org",), files=(file,)))
    assert [d.code for d in caught.value.diagnostics] == ["bad-address"] * 3
    with pytest.raises(DeliveryError) as nobody:
        people(Asked())
    assert [d.code for d in nobody.value.diagnostics] == ["no-recipients"]


def test_one_message_cannot_carry_two_editions(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("address,rival\nbo@example.org,China\nana@example.org,Europe\n", encoding="utf-8")
    with pytest.raises(DeliveryError) as caught:
        people(Asked(files=(file,), each=False))
    assert [d.code for d in caught.value.diagnostics] == ["several-editions"]


def test_names_of_editions_are_names_of_folders() -> None:
    assert edition_name((("rival", "China"),)) == "rival=China"
    odd = [edition_name((("x", value),)) for value in ("../a", "a/b", "a b", "a-b", "", "." * 300, "ä\0")]
    assert len(set(odd)) == len(odd)
    assert not [name for name in odd if "/" in name or "\0" in name or name.startswith(".") or len(name) > 80]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_name_stays_on_one_line(name: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["name", "address"], [name, "ana@example.org"]])
    findings = Findings()
    (address,) = from_options([f"{name.replace('<', '').replace('>', '')} <ana@example.org>"], findings)
    assert len(address.address.name.splitlines()) <= 1
    assert not [c for c in address.address.name if ord(c) < 32 or 127 <= ord(c) < 160]
