"""A test whose program is missing is skipped and says which; in CI a skip is a failure."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

TESTS = """\
import pytest

@pytest.mark.needs("no-such-program")
def test_program(): ...

@pytest.mark.skipif(True, reason="not today")
def test_mark(): ...

@pytest.mark.xfail(reason="known")
def test_known(): raise AssertionError

def test_sound(): ...
"""


def outcome(folder: Path, **env: str) -> tuple[int, str]:
    shutil.copy(ROOT / "tests" / "conftest.py", folder)
    (folder / "test_some.py").write_text(TESTS, encoding="utf-8")
    (folder / "test_whole.py").write_text("import pytest\npytest.importorskip('no_such_module')\n", encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\naddopts = -ra -p no:cacheprovider\n", encoding="utf-8")
    clean = {k: v for k, v in os.environ.items() if k != "CI" and not k.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "--continue-on-collection-errors"],
        cwd=folder,
        env={**clean, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_a_skip_names_the_program(tmp_path: Path) -> None:
    code, said = outcome(tmp_path)
    assert code == 0, said
    assert "1 passed, 3 skipped, 1 xfailed" in said
    assert "no-such-program is not installed" in said


def test_in_ci_a_skip_is_a_failure(tmp_path: Path) -> None:
    code, said = outcome(tmp_path, CI="true")
    assert code != 0
    assert "no-such-program is not installed" in said
    assert "not today" in said
    assert "test_whole.py" in said
    assert "skipped, which is a failure in CI" in said
    assert "1 passed, 1 xfailed, 3 errors" in said
