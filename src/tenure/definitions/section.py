"""What every section of tenure.toml has in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A table of tenure.toml: immutable, and no key that is not declared."""

    # Validators are built when a definition is read: most commands that end early need none.
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, populate_by_name=True, defer_build=True
    )
