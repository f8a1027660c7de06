"""What a model is told, as prose: prompts, skills, and the strict loader that fills them in.

A template's places are written `{{name}}`; the slots of a report's prose, `{E2.amount}`, are left as they stand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

__all__ = ["PromptError", "Skill", "load", "skill", "skills", "system"]

_PLACE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n+(?P<text>.*)\Z", re.DOTALL)
_FIELD = re.compile(r"^(?P<key>[a-z]+): (?P<value>\S.*)$")


class PromptError(Exception):
    """A prompt that can't be used: it doesn't exist, or its places and the values given for them don't agree."""


@dataclass(frozen=True)
class Skill:
    """Guidance for one kind of investigation. `description` says when it applies, in one line."""

    name: str
    description: str
    text: str


def load(name: str, /, **values: str) -> str:
    """The prompt `name` with its places filled; every place needs a value, and every value a place.

    Raises `PromptError`. A value is put in as it is: places inside it are not filled.
    """
    template = _read(files(__name__) / f"{name}.md", name)
    places = set(_PLACE.findall(template))
    odd = sorted(place for place in places if not _NAME.match(place))
    missing, unknown = sorted(places - values.keys()), sorted(values.keys() - places)
    for fault, named in (("places that are no names", odd), ("no value for", missing), ("no place for", unknown)):
        if named:
            raise PromptError(f"the prompt {name!r} has {fault}: {', '.join(named)}")
    return _PLACE.sub(lambda place: values[place[1]], template)


def system() -> str:
    """The whole system prompt: how to investigate, what a report must hold, and every skill."""
    told = "\n\n".join(f"# {one.description}\n\n{one.text}" for one in skills())
    return load("system", report=load("report").strip(), skills=told.strip())


@cache
def skill(name: str) -> Skill:
    """The skill in `skills/<name>/SKILL.md`. Raises `PromptError`."""
    match = _FRONT.match(_read(files(__name__) / "skills" / name / "SKILL.md", f"skills/{name}"))
    if match is None:
        raise PromptError(f"the skill {name!r} lacks its front matter: name and description between two lines of ---")
    front = dict(_fields(name, match["front"]))
    if front.keys() != {"name", "description"}:
        raise PromptError(f"the front matter of the skill {name!r} holds name and description, nothing else")
    if front["name"] != name:
        raise PromptError(f"the skill in the folder {name!r} calls itself {front['name']!r}")
    return Skill(name=name, description=front["description"], text=match["text"].strip())


def skills() -> list[Skill]:
    """All skills, by name."""
    folders = (files(__name__) / "skills").iterdir()
    return [skill(name) for name in sorted(folder.name for folder in folders if (folder / "SKILL.md").is_file())]


def _fields(name: str, front: str) -> Iterator[tuple[str, str]]:
    for line in front.splitlines():
        field = _FIELD.match(line)
        if field is None:
            raise PromptError(f"a line of the front matter of the skill {name!r} is no `key: value`: {line!r}")
        yield field["key"], field["value"]


def _read(file: Traversable, name: str) -> str:
    if not file.is_file():
        raise PromptError(f"there is no prompt {name!r}")
    return file.read_text(encoding="utf-8")
