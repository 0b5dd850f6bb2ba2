"""From where pydantic found something to where it stands in a file: sections and unions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tenure.definitions.locate import Path


@dataclass(frozen=True)
class Walked:
    """A key path as the file has it, and the section that declares its last key."""

    path: Path
    section: type[BaseModel]


def walked(root: type[BaseModel], found: Path) -> Walked:
    """Follow a path of pydantic's from the section that a file is.

    Where a section is one of several kinds, pydantic puts the kind into its path, which the
    file does not have: it chooses the section here, and is left out.
    """
    section = declaring = root
    kinds: dict[str, type[BaseModel]] = {}
    path: Path = ()
    for part in found:
        if kinds and part in kinds:
            section, kinds = kinds[str(part)], {}
            continue
        path, declaring = (*path, part), section
        # Keys of a mapping and numbers of an array are no fields: they stay in the section.
        field = section.model_fields.get(str(part))
        if field:
            kinds = _kinds(field)
            section = next(_models(field.annotation), section)
    return Walked(path, declaring)


def _kinds(field: FieldInfo) -> dict[str, type[BaseModel]]:
    """Return the sections that a field may hold, by the kind that says which it is."""
    tag = next((one for one in (field.discriminator, *_tags(field.annotation)) if one), None)
    if not isinstance(tag, str):
        return {}
    return {
        str(kind): model
        for model in _models(field.annotation)
        for kind in get_args(model.model_fields[tag].annotation)
    }


def _tags(annotation: Any) -> Iterator[Any]:
    for inner in get_args(annotation):
        if isinstance(inner, FieldInfo):
            yield inner.discriminator
        yield from _tags(inner)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
