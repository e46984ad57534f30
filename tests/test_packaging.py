"""The wheel and the sdist: built, installed into an empty environment, and used there outside of the repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT

HATCHLING = [sys.executable, "-m", "hatchling", "build", "--directory"]


def quietly(*command: str | Path, cwd: Path, **env: str) -> str:
    """Runs `command`; what it said. Python finds nothing but what is installed."""
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")}
    done = subprocess.run(command, cwd=cwd, env={**clean, **env}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    quietly(*HATCHLING, folder, "-t", "wheel", cwd=ROOT)
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    quietly(*HATCHLING, folder, "-t", "sdist", cwd=ROOT)
    (file,) = folder.glob("*.tar.gz")
    return file


def test_the_wheel_carries_starter_fonts_and_licences(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert "builder/cli.py" in names
    assert {"builder/templates/starter/report.md", "builder/templates/base.pptx"} <= names
    assert {"builder/assets/fonts/Arimo-Regular.ttf", "builder/assets/fonts/BriefSerif-Regular.ttf"} <= names
    assert {n.rpartition("/")[2] for n in names if "/licenses/" in n} == {
        "LICENSE",
        "OFL.txt",
        "OFL-BriefSerif.txt",
        "OFL-BriefMono.txt",
    }
    own = {p.relative_to(ROOT).as_posix() for p in (ROOT / "builder").rglob("*") if p.is_file()}
    assert {n for n in own if "__pycache__" not in n} <= names
    assert not [n for n in names if n.startswith(("tests/", "output/", "data/"))]


def test_the_sdist_gives_the_same_wheel(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        # Python 3.11.0 to 3.11.3 know no filters yet; the archive is our own.
        safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(tmp_path, **safe)  # type: ignore[arg-type]  # noqa: S202
    (source,) = tmp_path.iterdir()
    quietly(*HATCHLING, tmp_path, "-t", "wheel", cwd=source)
    (again,) = tmp_path.glob("*.whl")
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()
    for name in (
        "Makefile",
        "requirements.lock",
        "templates/ai_index/report.md",
        "data/ai_index_2025/datapackage.json",
    ):
        assert (source / name).is_file(), name


def pins() -> str:
    """The lock without its hashes, as constraints: a wheel of our own has no hash in it."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return "\n".join(re.findall(r"^[a-z0-9][\w.-]*==[^\\\n]+", text, re.MULTILINE)) + "\n"


def install(wheel: Path, folder: Path) -> Path:
    """A new environment with the wheel and what it asks for, at the versions of the lock; its folder of programs."""
    (folder / "pins.txt").write_text(pins(), encoding="utf-8")
    place = folder / "venv"
    bin_ = place / "bin"
    if shutil.which("uv"):
        quietly("uv", "venv", "--quiet", "--python", sys.executable, place, cwd=folder)
        installer: list[str | Path] = ["uv", "pip", "install", "--quiet", "--python", bin_ / "python"]
    else:
        quietly(sys.executable, "-m", "venv", place, cwd=folder)
        installer = [bin_ / "python", "-m", "pip", "install", "--quiet"]
    quietly(*installer, "-c", "pins.txt", wheel, cwd=folder)
    return bin_


def test_the_wheel_builds_a_report_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    bin_ = install(wheel, tmp_path)
    command = bin_ / "build-report"
    env = {"BUILD_REPORT_CACHE": str(tmp_path / "cache"), "PATH": f"{bin_}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    assert quietly(command, "--version", cwd=tmp_path, **env).startswith("build-report ")
    quietly(command, "new", "demo", cwd=tmp_path, **env)
    said = quietly(command, cwd=tmp_path / "demo", **env)
    output = tmp_path / "demo" / "output"
    for name in ("demo.pdf", "demo.pptx", "demo.values.json"):
        assert f"output/{name}" in said
        assert (output / name).stat().st_size > 1000
    assert (output / "demo.pdf").read_bytes().startswith(b"%PDF-")
    assert zipfile.is_zipfile(output / "demo.pptx")
    place = quietly(bin_ / "python", "-c", "import builder; print(builder.__file__)", cwd=tmp_path, **env)
    assert Path(place.strip()).is_relative_to(tmp_path / "venv"), "the checkout was used, not the wheel"
