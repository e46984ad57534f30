"""Against Postfix, as most servers of the world are: an instance of its own that delivers into mailboxes here."""

from __future__ import annotations

import json
import mailbox
import os
import pwd
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Run
from letter_box import held

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
mail_owner = postfix
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.example.net
mydestination =
mynetworks = 127.0.0.0/8
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/boxes
virtual_mailbox_maps = texthash:{folder}/conf/boxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_reject_unlisted_recipient = yes
smtpd_client_connection_rate_limit = 0
message_size_limit = 5000000
"""
SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
"""


@pytest.fixture
def postfix() -> Iterator[tuple[int, Path]]:
    """A running Postfix: its port, and the folder of its mailboxes."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    folder.chmod(0o755)
    for name in ("conf", "queue", "data", "boxes", "log"):
        (folder / name).mkdir(mode=0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    fields = {"folder": folder, "uid": user.pw_uid, "gid": user.pw_gid, "port": port}
    (folder / "conf" / "main.cf").write_text(MAIN.format(**fields), encoding="utf-8")
    (folder / "conf" / "master.cf").write_text(SERVICES.format(**fields), encoding="utf-8")
    boxes = "".join(f"p{n:03}@example.org p{n:03}/\n" for n in range(100))
    (folder / "conf" / "boxes").write_text(boxes, encoding="utf-8")
    subprocess.run([*root, "chown", "-R", str(user.pw_uid), folder / "boxes"], check=True)
    subprocess.run([*root, "chown", "-R", "postfix", folder / "data"], check=True)
    subprocess.run([*root, "chown", "root", folder, folder / "queue", folder / "conf"], check=True)
    command = [*root, "postfix", "-c", str(folder / "conf")]
    subprocess.run([*command, "start"], check=True, capture_output=True)
    try:
        yield port, folder / "boxes"
    finally:
        subprocess.run([*command, "stop"], check=False, capture_output=True)
        subprocess.run([*root, "rm", "-rf", folder], check=True)


def delivered(boxes: Path, count: int) -> dict[str, list[bytes]]:
    """What lies in each mailbox, once there are `count` messages; Postfix delivers a moment after it has accepted."""
    end = time.monotonic() + 30
    while time.monotonic() < end and len(list(boxes.glob("*/new/*"))) < count:
        time.sleep(0.05)
    found = {}
    for box in sorted(boxes.iterdir()):
        found[box.name] = [message.as_bytes() for message in mailbox.Maildir(box, create=False)]
    return found


@pytest.mark.needs("postfix")
def test_postfix_delivers_to_each_mailbox_once(postfix: tuple[int, Path], tmp_path: Path, run: Run) -> None:
    port, boxes = postfix
    folder = held(tmp_path, 30, port)
    done = run("release", "output/shop.held", "--json", cwd=folder)
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout)["sent"] == 30
    again = run("release", "output/shop.held", cwd=folder)
    assert "already sent 30" in again.stdout
    found = delivered(boxes, 30)
    assert {name: len(messages) for name, messages in found.items()} == {f"p{n:03}": 1 for n in range(30)}
    for file in (folder / "output" / "shop.held").glob("*.eml"):
        (message,) = found[file.name[5:9]]
        assert file.read_bytes().replace(b"\r\n", b"\n") in message


@pytest.mark.needs("postfix")
def test_postfix_refuses_one_and_takes_the_others(postfix: tuple[int, Path], tmp_path: Path, run: Run) -> None:
    port, boxes = postfix
    folder = held(tmp_path, 3, port)
    manifest = folder / "output" / "shop.held" / "manifest.json"
    text = manifest.read_text(encoding="utf-8").replace('"p001@example.org"', '"nobody-here@example.org"')
    manifest.write_text(text, encoding="utf-8")
    done = run("release", "output/shop.held", cwd=folder)
    assert done.returncode == 4
    assert 'error[mail-refused]: nobody-here@example.org is refused: the server said "550 5.1.1' in done.stderr
    assert "sent 2, already sent 0, refused 1" in done.stdout
    assert sorted(delivered(boxes, 2)) == ["p000", "p002"]
