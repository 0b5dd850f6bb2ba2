"""The form by which somebody says what a file is, and the source that comes of it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tenure.charts.words import Words
from tenure.definitions import Definitions
from tenure.draft.gather import written
from tenure.draft.wording import words as drafting
from tenure.tables import TABLES
from tenure_web.definitions.editing import with_file, with_source
from tenure_web.definitions.models import Upload
from tenure_web.definitions.proposing import Proposal
from tenure_web.definitions.receiving import file_of

_TEXTS = ("dates", "time_zone", "encoding", "separator", "decimal", "thousands")
_NAMES = {"\\t": "\t", "tab": "\t"}


class MappingForm(forms.Form):
    """Which column of a file is which of a table's, and how its values are written."""

    def __init__(
        self,
        table: str,
        columns: Sequence[str],
        words: Words,
        *,
        adds: bool,
        text: bool,
        **more: Any,
    ) -> None:
        super().__init__(**more)
        self.table = table
        meant = drafting(words.language)
        unsaid = ("", words("definitions.no_column"))
        for one in TABLES[table].columns:
            made = forms.ChoiceField(
                choices=[unsaid, *((name, name) for name in columns)], required=one.required
            )
            made.label, made.help_text = one.name, meant.meaning(table, one.name)
            self.fields[f"column-{one.name}"] = made
        for name in _TEXTS if text else ("dates", "time_zone"):
            self.fields[name] = forms.CharField(
                max_length=60, required=False, label=words(f"define_option.{name}")
            )
        if adds:
            ways = [(one, words(f"define_option.how_{one}")) for one in ("replace", "add")]
            self.fields["how"] = forms.ChoiceField(
                choices=ways, widget=forms.RadioSelect, label=words("define_option.how")
            )

    def said(self) -> dict[str, Any]:
        """Return what was said, as tenure.toml has it."""
        told = self.cleaned_data
        targets = [one.name for one in TABLES[self.table].columns]
        columns = {one: told[f"column-{one}"] for one in targets if told[f"column-{one}"]}
        options = {name: _NAMES.get(told[name], told[name]) for name in _TEXTS if told.get(name)}
        return {"columns": columns, "options": options, "how": told.get("how", "replace")}


def initial(proposal: Proposal) -> dict[str, Any]:
    """Return a proposal as the form's fields have it."""
    found = {f"column-{target}": name for target, name in proposal.columns.items()}
    dates = proposal.options.get("dates", "")
    options = {key: value for key, value in proposal.options.items() if isinstance(value, str)}
    return {
        "how": "replace",
        **found,
        **options,
        "dates": dates if isinstance(dates, str) else dates[0],
    }


def candidate(upload: Upload, text: str, meant: Definitions) -> str:
    """Return the text of tenure.toml with an uploaded file as a source."""
    said: dict[str, Any] = upload.said
    if upload.mends:
        return with_file(text, upload.table, str(said["path"]))
    path = written(file_of(upload), meant.folder)
    if said.get("how") == "add":
        return with_file(text, upload.table, path)
    named = {target: name for target, name in said["columns"].items() if target != name}
    options = {**said.get("shape", {}), **said.get("options", {})}
    return with_source(
        text, upload.table, {"from": path, **options, **({"columns": named} if named else {})}
    )
