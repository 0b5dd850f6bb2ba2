"""A play to begin with, where none of the ready-made ones fits."""

from tenure.act.editing import new_salt
from tenure.act.play import Play
from tenure.act.reading import build, is_id
from tenure.errors import DefinitionError


def draft(name: str, *, salt: str | None = None) -> Play:
    """Return a draft with one message to whose risk becomes high; DefinitionError for a bad id."""
    if not is_id(name):
        raise DefinitionError(
            f"'{name}' cannot be a play's id",
            hint="2 to 41 of a-z, 0-9 and _, beginning with a letter: spring_letter",
        )
    title = name.replace("_", " ").capitalize()
    return build(
        {
            "id": name,
            "salt": salt or new_salt(),
            "name": {"en": title, "ko": title},
            "about": {"en": "What it is for.", "ko": "무엇을 위한 것인지 적어 주세요."},
            "trigger": {"kind": "crossing", "what": "risk", "into": "high"},
            "steps": [
                {
                    "do": "message",
                    "subject": {"en": "A question", "ko": "한 가지 여쭙겠습니다"},
                    "body": {
                        "en": "Hello {{ name }},\n\n…\n\n{{ company }}",
                        "ko": "{{ name }}님, 안녕하세요.\n\n…\n\n{{ company }} 드림",
                    },
                }
            ],
        },
        source=f"{name}.toml",
    )
