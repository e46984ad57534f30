"""The house as DESIGN part 7 lays it out, held by a walk over the syntax trees of `builder/`."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT, Project

BUILDER = ROOT / "builder"
FILES = sorted(BUILDER.rglob("*.py"))

# A unit and its layer. A module may import its own unit and whatever lies in a lower layer.
LAYERS = {
    "cli": 6,
    "cli_arguments": 6,
    "cli_check": 6,
    "cli_diff": 6,
    "cli_options": 6,
    "cli_email": 6,
    "cli_sending": 6,
    "cli_output": 6,
    "cli_project": 6,
    "cli_template": 6,
    "cli_verify": 6,
    "batch": 5,
    "delivery": 5,
    "editions": 5,
    "pipeline": 4,
    "writers.pdf": 3.2,
    "writers.pptx": 3.2,
    "ledger": 3.2,
    "attachments": 3.2,
    "readback": 3.2,
    "checks": 3.1,
    "resolve": 3.08,
    "resolve_charts": 3.07,
    "resolve_tables": 3.07,
    "resolve_specs": 3.06,
    "binding": 3.05,
    "quotes": 3.046,
    "claims": 3.045,
    "evaluate": 3.04,
    "functions": 3.03,
    "scope": 3.02,
    "previous": 3.015,
    "quantity": 3.01,
    "params": 3,
    "writers": 3,
    "readers": 2,
    "sources": 2,
    "charts": 2,
    "authored": 1.3,
    "fonts": 1.2,
    "font_families": 1.16,
    "shaping": 1.15,
    "font_files": 1.14,
    "font_instances": 1.13,
    "font_outlines": 1.12,
    "font_tables": 1.11,
    "theme": 1.1,
    "palette": 1.05,
    "model": 1,
    "bidi": 1,
    "breaks": 1,
    "assets": 1,
    "errors": 0,
}
COMMAND = {unit for unit in LAYERS if unit.partition("_")[0] == "cli"}  # one unit in several files

# A third party and the files that may import it.
DOORS: dict[str, tuple[str, ...]] = {
    "reportlab": ("writers/pdf/",),
    "pikepdf": ("writers/pdf/",),
    "pptx": ("writers/pptx/",),
    "lxml": ("writers/pptx/",),
    "matplotlib": ("charts/figure.py", "charts/record.py"),
    "numpy": ("charts/",),
    "PIL": ("writers/", "charts/", "checks/", "delivery/images.py"),
    "duckdb": ("sources/",),
    "typer": ("cli.py", "cli_arguments.py", "cli_email.py", "cli_options.py", "cli_output.py", "cli_sending.py"),
    "rich": ("cli.py", "cli_output.py"),
    "platformdirs": ("cli_project.py", "font_instances.py"),
    "markdown_it": ("readers/",),
    "mdit_py_plugins": ("readers/",),
    "yaml": ("readers/", "sources/"),
    "jinja2": ("evaluate.py", "readers/"),
    "babel": ("model/cldr.py", "model/format.py"),
    "fontTools": ("font_files.py", "font_instances.py", "font_outlines.py", "assets/make_fonts.py"),
    "uharfbuzz": ("shaping.py", "font_outlines.py"),
    "pypdfium2": ("readback/pdf.py",),
    "pyphen": ("writers/pdf/hyphens.py",),
    "smtplib": ("delivery/",),
    "email": ("delivery/",),
    "email_validator": ("delivery/recipients.py",),
    "keyring": ("delivery/settings.py",),
}
SHUT = {"writers/pptx/deck.py": {"pptx", "lxml"}}  # plans slides as plain data
HEAVY = {
    "matplotlib",
    "reportlab",
    "pptx",
    "duckdb",
    "jinja2",
    "babel",
    "fontTools",
    "uharfbuzz",
    "markdown_it",
    "mdit_py_plugins",
    "yaml",
    "numpy",
    "lxml",
    "PIL",
    "pikepdf",
    "pyphen",
    "pypdfium2",
    "rich",
}


@dataclass(frozen=True)
class Import:
    module: str
    line: int
    at_start: bool  # whether it runs when its module is imported


def name_of(file: Path) -> str:
    """`writers/pdf/writer.py` -> "builder.writers.pdf.writer"."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unit_of(module: str) -> str:
    parts = module.split(".")[1:]
    for length in (2, 1):
        unit = ".".join(parts[:length])
        if unit in LAYERS:
            return "cli" if unit in COMMAND else unit
    return ".".join(parts[:1])


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def imports_of(file: Path) -> tuple[Import, ...]:
    return tuple(_imports(tree_of(file), at_start=True))


def _imports(node: ast.AST, *, at_start: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(a.name, child.lineno, at_start) for a in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports are absolute"
            module = child.module or ""
            yield Import(module, child.lineno, at_start)
            if module.startswith("builder"):  # `from builder import pipeline` imports builder.pipeline
                known = (f"{module}.{a.name}" for a in child.names)
                yield from (Import(m, child.lineno, at_start) for m in known if file_of(m))
        else:
            lazy = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            typing = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
            yield from _imports(child, at_start=at_start and not lazy and not typing)


def file_of(module: str) -> Path | None:
    base = ROOT.joinpath(*module.split("."))
    for file in (base.with_suffix(".py"), base / "__init__.py"):
        if file.is_file():
            return file
    return None


def where(file: Path, line: int, what: str) -> str:
    return f"{file.relative_to(ROOT)}:{line}: {what}"


def test_the_walk_sees_imports() -> None:
    seen = {i.module for i in imports_of(BUILDER / "cli.py")}
    assert {"typer", "builder.pipeline", "builder.cli_project"} <= seen
    at_start = {i.module for i in imports_of(BUILDER / "cli.py") if i.at_start}
    assert "typer" in at_start
    # The commands for mail and the arguments that commands share stand in files of their own, which import of ours, and
    # of others, nothing but Typer.
    light = {"builder", "builder.cli_arguments", "builder.cli_email"}
    assert {m for m in at_start if m.startswith("builder")} == light
    for name in ("cli_email.py", "cli_arguments.py"):
        of_it = {i.module for i in imports_of(BUILDER / name) if i.at_start}
        assert {m for m in of_it if m.startswith("builder")} <= {"builder.cli_arguments"} - {f"builder.{name[:-3]}"}
        assert {m.partition(".")[0] for m in of_it} - {"builder"} <= {"typer", *sys.stdlib_module_names}


def test_every_module_has_a_layer() -> None:
    units = {unit_of(name_of(f)) for f in FILES if name_of(f) != "builder"}
    assert units <= set(LAYERS), f"no layer is given for {units - set(LAYERS)}"


def test_imports_run_downwards() -> None:
    wrong = []
    for file in FILES:
        own = unit_of(name_of(file))
        for i in imports_of(file):
            if i.module.startswith("builder."):
                other = unit_of(i.module)
                if other != own and LAYERS[other] >= LAYERS[own]:
                    wrong.append(where(file, i.line, f"{own} imports {other}"))
    assert not wrong, "\n".join(wrong)


def test_every_third_party_has_one_door() -> None:
    wrong = []
    for file in FILES:
        path = file.relative_to(BUILDER).as_posix()
        for i in imports_of(file):
            top = i.module.partition(".")[0]
            if (top in sys.stdlib_module_names and top not in DOORS) or top == "builder":
                continue
            if not any(path == d or (d.endswith("/") and path.startswith(d)) for d in DOORS.get(top, ())):
                wrong.append(where(file, i.line, f"{top} has no door here"))
            if top in SHUT.get(path, ()):
                wrong.append(where(file, i.line, f"{top} is not to be known here"))
    assert not wrong, "\n".join(wrong)


def test_nothing_heavy_is_imported_with_the_pipeline() -> None:
    """What importing the command and the pipeline brings along, followed through the top of every module."""
    todo = ["builder.cli", "builder.cli_output", "builder.cli_project", "builder.pipeline"]
    seen: set[str] = set()
    wrong = []
    while todo:
        module = todo.pop()
        file = file_of(module)
        if module in seen or file is None:
            continue
        seen.add(module)
        for i in imports_of(file):
            if i.at_start and i.module.partition(".")[0] in HEAVY:
                wrong.append(where(file, i.line, f"{i.module} at the top"))
            if i.at_start and i.module.startswith("builder"):
                todo.append(i.module)
    assert len(seen) > 10
    assert not wrong, "\n".join(wrong)


def test_packages_are_docstrings() -> None:
    for file in BUILDER.rglob("__init__.py"):
        body = tree_of(file).body
        assert len(body) == 1, file
        assert ast.get_docstring(tree_of(file)), file


def test_files_and_functions_are_short() -> None:
    wrong = []
    for file in FILES:
        lines = len(file.read_text(encoding="utf-8").splitlines())
        if lines > 400:
            wrong.append(where(file, 1, f"{lines} lines"))
        for node in ast.walk(tree_of(file)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > 60:
                    wrong.append(where(file, node.lineno, f"{node.name} has {length} lines"))
    assert not wrong, "\n".join(wrong)


def test_only_the_command_prints_or_exits() -> None:
    wrong = []
    for file in FILES:
        if unit_of(name_of(file)) == "cli":
            continue
        for node in ast.walk(tree_of(file)):
            text = ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
            if text in {"print", "exit", "sys.exit", "os._exit", "SystemExit", "sys.stdout", "sys.stderr", "input"}:
                wrong.append(where(file, node.lineno, text))  # type: ignore[attr-defined]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("command", [["--help"], ["check", "--help"], ["check"]])
def test_help_and_check_stay_light(command: list[str], project: Project) -> None:
    """In a real process, what is loaded at the end."""
    code = (
        "import sys, atexit\n"
        "atexit.register(lambda: sys.stderr.write('loaded ' + ' '.join(sys.modules)))\n"
        "from builder.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command],
        cwd=project(),
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.partition("loaded ")[0]
    loaded = set(done.stderr.partition("loaded ")[2].split())
    assert "typer" in loaded
    too_much = {"matplotlib", "reportlab", "pptx", "rich"} | (HEAVY if "--help" in command else set())
    assert not loaded & too_much


def tracked() -> list[Path]:
    """What is in the repository, and what would be if it were added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [p for name in listed.stdout.decode().split("\0") if name and (p := ROOT / name).is_file()]


@pytest.mark.needs("git")
def test_no_machine_is_named() -> None:
    """Neither paths of one machine nor the hosts of registries; each is written here in two parts."""
    parts = [
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/ho", "me/"),
        ("/Us", "ers/"),
        ("pypi", r"\.org"),
        ("pythonhosted", r"\."),
    ]
    # In prose a path follows a space, a quote or a bracket; in an address it follows its host.
    named = re.compile("|".join(rf"(?<![\w.%-]){a}{b}" for a, b in parts))
    files = tracked()
    assert len(files) > 50
    wrong = []
    for file in files:
        content = file.read_bytes()
        if b"\0" in content[:8000]:
            continue
        text = content.decode("utf-8", "replace")
        wrong += [where(file, text.count("\n", 0, m.start()) + 1, m[0]) for m in named.finditer(text)]
    assert not wrong, "\n".join(wrong)


# -- Diagnostics -----------------------------------------------------------------------------------------

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+")


def codes() -> dict[str, str]:
    """Every diagnostic code in `builder/` with one place of it. A code that is no literal is an error."""
    found: dict[str, str] = {}
    for file in FILES:
        if file.name == "errors.py":
            continue
        for node in ast.walk(tree_of(file)):
            if not isinstance(node, ast.Call):
                continue
            function = ast.unparse(node.func)
            if function.endswith("Diagnostic"):
                code = node.args[1]
            elif function == "Fault" or (re.search(r"\.(error|warning|note)$", function) and len(node.args) > 1):
                code = node.args[0]
            else:
                continue
            name = code.value if isinstance(code, ast.Constant) else None
            assert isinstance(name, str), where(file, node.lineno, "the code is not a literal")
            assert CODE.fullmatch(name), where(file, node.lineno, f"{name} is not kebab-case")
            found.setdefault(name, where(file, node.lineno, name))
    return found


def listed_codes() -> list[str]:
    """The codes of the tables under README's heading "Diagnostics"."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## Diagnostics\n")[2]
    section = re.split(r"\n## ", section)[0]
    return [
        code
        for row in re.findall(r"^\|([^|]*)\|", section, re.MULTILINE)
        for code in re.findall(r"`([a-z0-9-]+)`", row)
    ]


def test_the_readme_lists_every_code() -> None:
    in_code, listed = codes(), listed_codes()
    assert len(listed) == len(set(listed))
    missing = [place for code, place in sorted(in_code.items()) if code not in listed]
    assert not missing, "not in README:\n" + "\n".join(missing)
    stale = sorted(set(listed) - set(in_code))
    assert not stale, "in README, but nowhere in builder/"
