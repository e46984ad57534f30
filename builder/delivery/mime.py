"""A message as bytes: RFC 5322 with MIME (RFC 2045 to 2047, 2183, 2231, 2387, 2392), lines ended by CRLF.

The tree of a mail is mixed(alternative(text, related(HTML, images)), attachments), and each level stands only where it
has more than one part. Of the two usual orders this is the one in which the HTML alone owns its images (RFC 2387, 3.2):
Outlook, Gmail and Apple Mail show them in place, and who reads the text is not shown them as attachments.

Bytes are made here rather than by `email`, whose folding and boundaries differ from one Python to the next: twice the
same input is the same message.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from builder.breaks import clusters

LINE = 76  # columns of a line with an encoded word in it (RFC 2047, 2), and of encoded bodies (RFC 2045, 6.7 and 6.8)
LONGEST = 998  # bytes of a line without its end (RFC 5322, 2.1.1)
_BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_PRINTABLE = re.compile(r"[ -~]*")
_PLAIN = re.compile(r"(?:[ !#-<>-\[\]-~]|=(?!\?))*")  # without quotes, backslashes and what looks like an encoded word
_Q_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")  # RFC 2047, 5 (3)
_SIMPLE = re.compile(r"[A-Za-z0-9 ._(),+-]+")
_ATTRIBUTE = (_Q_SAFE | frozenset(b"._")) - frozenset(b"*/")  # RFC 2231, 7, and fewer


def one_line(text: str) -> str:
    """`text` without anything that could end a line of a header: white space and controls are single spaces."""
    return _BREAKS.sub(" ", text).strip()


# -- Headers ---------------------------------------------------------------------------------------------


def header(name: str, words: Iterable[str]) -> bytes:
    """A header of words, folded before those that would pass the line's end. A word has no line end in it."""
    line, lines = f"{name}:", []
    for word in words:
        if len(line) + 1 + len(word) > LINE and line != f"{name}:":
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line]).encode() + b"\r\n"


def text_words(text: str, used: int) -> list[str]:
    """An unstructured text (RFC 5322, 3.2.5) as words; `used` columns of its first line are taken.

    A text that is not ASCII, that could be taken for an encoded word, or that has a word too long for a line, is
    encoded wholly.
    """
    text = one_line(text)
    if _PRINTABLE.fullmatch(text) and "=?" not in text and max(map(len, text.split(" "))) < LINE - used:
        return text.split(" ")
    return encoded_words(text, used)


def phrase_words(text: str, used: int) -> list[str]:
    """A display name (RFC 5322, 3.4) as words: quoted, or encoded where something in it is read differently by some."""
    text = one_line(text)
    if _PLAIN.fullmatch(text) and len(text) + 2 < LINE - used:
        return [f'"{text}"']
    return encoded_words(text, used)


def encoded_words(text: str, used: int) -> list[str]:
    """`text` as encoded words (RFC 2047), each whole in itself and of whole characters as a reader sees them; Q or B,
    whichever is shorter.
    """
    data = text.encode()
    quoted = len(_q(data)) <= -(-len(data) // 3) * 4
    room = LINE - len("=?utf-8?q??=") - 1
    words: list[str] = []
    piece = ""
    for cluster in _clusters(text):
        if _length(piece + cluster, quoted=quoted) > room - (used if not words else 0) and piece:
            words.append(_encoded(piece, quoted=quoted))
            piece = ""
        piece += cluster
    return [*words, _encoded(piece, quoted=quoted)]


def _clusters(text: str) -> Iterable[str]:
    """What a reader sees as characters; one of more bytes than a word takes, by its code points."""
    for start, end in pairwise([0, *clusters(text), len(text)]):
        part = text[start:end]
        yield from (part,) if len(part.encode()) <= LINE // 6 else part


def _length(text: str, *, quoted: bool) -> int:
    data = text.encode()
    return len(_q(data)) if quoted else -(-len(data) // 3) * 4


def _encoded(text: str, *, quoted: bool) -> str:
    data = text.encode()
    return f"=?utf-8?q?{_q(data)}?=" if quoted else f"=?utf-8?b?{base64.b64encode(data).decode()}?="


def _q(data: bytes) -> str:
    return "".join(chr(b) if b in _Q_SAFE else "_" if b == 0x20 else f"={b:02X}" for b in data)


def parameter(name: str, value: str) -> list[str]:
    """A parameter of a MIME header as words: quoted where it is simple and short, else by RFC 2231, in short parts."""
    value = one_line(value)
    if _SIMPLE.fullmatch(value) and len(value) <= 60:
        return [f'{name}="{value}"']
    rows: list[str] = [""]
    for char in value:  # whole in one row: some readers decode row by row
        atom = "".join(chr(b) if b in _ATTRIBUTE else f"%{b:02X}" for b in char.encode())
        if len(rows[-1]) + len(atom) > 50:
            rows.append("")
        rows[-1] += atom
    if len(rows) == 1:
        return [f"{name}*=utf-8''{rows[0]}"]
    return [f"{name}*{n}*=" + ("utf-8''" if n == 0 else "") + row for n, row in enumerate(rows)]


# -- Bodies ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a message: its headers, and its body as it travels."""

    headers: bytes
    body: bytes


def text_node(text: str, subtype: str) -> Node:
    """A text in UTF-8, in the encoding that is shorter: quoted-printable or base64."""
    encoding, body = encode_text(text)
    headers = header("Content-Type", [f"text/{subtype};", "charset=utf-8"])
    return Node(headers + header("Content-Transfer-Encoding", [encoding]), body)


def data_node(mime: str, name: str, data: bytes, cid: str = "") -> Node:
    """A file: an attachment, or with a Content-ID an image that the HTML shows."""
    disposition = "inline" if cid else "attachment"
    headers = header("Content-Type", _separated([mime, *parameter("name", name)] if name.isascii() else [mime]))
    headers += header("Content-Transfer-Encoding", ["base64"])
    headers += header("Content-Disposition", _separated([disposition, *parameter("filename", name)]))
    if cid:
        headers += header("Content-ID", [f"<{cid}>"])
    return Node(headers, _base64(data))


def multipart(subtype: str, parts: Sequence[Node], *params: str) -> Node:
    """Several parts as one; one alone is itself. The boundary is made of what it bounds: the same parts have the same.

    It holds "=_", which is in no body: quoted-printable and base64 never have it (RFC 2045, 6.7).
    """
    if len(parts) == 1:
        return parts[0]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.headers + b"\r\n" + part.body)
    boundary = f"=_{subtype}_{digest.hexdigest()[:24]}"
    headers = header("Content-Type", _separated([f"multipart/{subtype}", *params, f'boundary="{boundary}"']))
    mark = b"--" + boundary.encode()
    body = b"".join(mark + b"\r\n" + p.headers + b"\r\n" + p.body + b"\r\n" for p in parts)
    return Node(headers, body + mark + b"--\r\n")


@lru_cache(8)
def encode_text(text: str) -> tuple[str, bytes]:
    """The transfer encoding of a text and its bytes, lines ended by CRLF."""
    data = "\n".join(text.splitlines()).encode() + b"\n"
    quoted = _quoted_printable(data)
    whole = _base64(data.replace(b"\n", b"\r\n"))
    return ("quoted-printable", quoted) if len(quoted) <= len(whole) else ("base64", whole)


def _quoted_printable(data: bytes) -> bytes:
    coded = binascii.b2a_qp(data, quotetabs=False, istext=True)
    # Mail stores of the form mbox would write such a line anew.
    return re.sub(rb"^From ", b"=46rom =\n", coded, flags=re.MULTILINE).replace(b"\n", b"\r\n")


@lru_cache(8)
def _base64(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")


def _separated(words: Sequence[str]) -> list[str]:
    """Parameters with the semicolons between them."""
    return [*(f"{word};" for word in words[:-1]), words[-1]]
