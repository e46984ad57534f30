"""YAML with places: the door to PyYAML. Values as plain data, and where each key path stands in the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builder.errors import Findings, Location

if TYPE_CHECKING:
    import yaml

DEPTH = 20


@dataclass(slots=True)
class Placed:
    """A YAML text as plain data; `places` by key path, joined by dots ("columns.0.label"; "" is the whole)."""

    data: Any
    places: dict[str, Location] = field(default_factory=dict)

    def at(self, *path: object) -> Location:
        """The place of a key path, or of the nearest one around it."""
        parts = [str(p) for p in path]
        while parts and ".".join(parts) not in self.places:
            parts.pop()
        return self.places[".".join(parts)]


def read_yaml(text: str, at: Location, findings: Findings) -> Placed | None:
    """The YAML in `text`, whose first line stands at `at`. None, and `bad-yaml`, where it is none.

    Aliases are refused (a small text could grow without bound), and so are tags: data are plain.
    """
    import yaml

    placed = Placed(None, {"": at})
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is not None:
            placed.data = _value(node, "", placed.places, at, findings, [])
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _shift(at, mark.line, mark.column) if mark else at
        hint = (
            "texts with a colon or a # want quotes"
            if "mapping values" in str(error.problem)
            else "see the YAML around it"
        )
        findings.error("bad-yaml", f"this is not YAML: {error.problem or error.context}", place, hint)
        return None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        findings.error("bad-yaml", f"this is not YAML: {str(error).splitlines()[0]}", at, "see the YAML of this block")
        return None
    return placed


def _shift(at: Location, line: int, column: int) -> Location:
    return Location(at.path, at.line + line, (at.column if line == 0 else 1) + column)


def _value(
    node: yaml.Node, path: str, places: dict[str, Location], at: Location, findings: Findings, above: list[Any]
) -> Any:
    import yaml

    mark = node.start_mark
    place = _shift(at, mark.line, mark.column)
    if any(node is a for a in above) or len(above) > DEPTH:
        raise ValueError("it is nested too deeply")
    below = [*above, node]
    if isinstance(node, yaml.MappingNode):
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = _scalar(key_node)
            here = f"{path}.{key}" if path else str(key)
            key_at = _shift(at, key_node.start_mark.line, key_node.start_mark.column)
            if str(key) in data:
                findings.error("duplicate-key", f'"{key}" stands twice', key_at, "keep one of them")
            places[here] = key_at
            data[str(key)] = _value(value_node, here, places, at, findings, below)
        return data
    if isinstance(node, yaml.SequenceNode):
        items = []
        for i, item in enumerate(node.value):
            here = f"{path}.{i}" if path else str(i)
            places[here] = _shift(at, item.start_mark.line, item.start_mark.column)
            items.append(_value(item, here, places, at, findings, below))
        return items
    places.setdefault(path, place)
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    import yaml

    loader = yaml.SafeLoader("")
    try:
        if node.tag == "tag:yaml.org,2002:null":
            return None
        return loader.construct_object(node, deep=True)
    finally:
        loader.dispose()
