"""Where a key of tenure.toml stands, in words: file, line and dotted key."""

from dataclasses import dataclass, field
from pathlib import Path as FilePath

from tenure.definitions.locate import Lines, Path, dotted


@dataclass(frozen=True)
class Places:
    """A definitions file: its name in messages, its folder, and the lines of its keys."""

    source: str = "tenure.toml"
    folder: FilePath = field(default_factory=FilePath)
    lines: Lines = field(default_factory=lambda: Lines(""), repr=False, compare=False)

    def of(self, path: Path) -> str:
        """Say where a key path stands; without a line when the file does not hold it."""
        return f"{self.source}, {self.within(path)}" if path else self.source

    def within(self, path: Path) -> str:
        """Say where a key path stands within the file."""
        line = self.lines.line(path)
        return f"line {line}, {dotted(path)}" if line else dotted(path)
