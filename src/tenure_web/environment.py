"""What the machine says of the workspace: read from the environment, with safe defaults."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from tenure.errors import TenureError

LOCAL = ("localhost", "127.0.0.1", "[::1]")
_SECRET = "secret"
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


@dataclass(frozen=True)
class Mail:
    """How mail leaves: a server, whether it speaks TLS from the start or after a word, a login."""

    host: str
    port: int
    user: str
    password: str
    tls: bool
    ssl: bool


@dataclass(frozen=True)
class Environment:
    """The settings of one installation.

    definitions: the company's tenure.toml. home: the folder of what the workspace itself keeps.
    hosts: names under which it may be reached. https: whether it is reached by HTTPS alone,
    through a proxy that says so; off by default only where all hosts are this machine.
    """

    definitions: Path
    home: Path
    database: str
    secret_key: str
    hosts: tuple[str, ...]
    https: bool
    debug: bool
    public_url: str
    mail: Mail | None
    mail_from: str
    log_level: str
    metrics_token: str

    @classmethod
    def of(cls, said: Mapping[str, str] = os.environ) -> "Environment":
        """Read the variables whose names begin with TENURE_; TenureError for what is no setting."""
        definitions = Path(said.get("TENURE_DEFINITIONS", "tenure.toml")).absolute()
        home = Path(said.get("TENURE_HOME", definitions.parent / "workspace")).absolute()
        named = (one.strip() for one in said.get("TENURE_HOSTS", ",".join(LOCAL)).split(","))
        hosts = tuple(one for one in named if one)
        https = _flag(said, "TENURE_HTTPS", usual=not set(hosts) <= set(LOCAL))
        return cls(
            definitions,
            home,
            said.get("TENURE_DATABASE_URL") or f"sqlite:///{home / 'workspace.sqlite3'}",
            said.get("TENURE_SECRET_KEY") or _secret(home),
            hosts,
            https,
            _flag(said, "TENURE_DEBUG", usual=False),
            said.get("TENURE_PUBLIC_URL", "http://localhost:8000").rstrip("/"),
            _mail(said.get("TENURE_MAIL_URL")),
            said.get("TENURE_MAIL_FROM", "tenure@localhost"),
            said.get("TENURE_LOG_LEVEL", "INFO").upper(),
            said.get("TENURE_METRICS_TOKEN", ""),
        )


def _flag(said: Mapping[str, str], name: str, *, usual: bool) -> bool:
    told = said.get(name, "").strip().lower()
    if told in _YES or told in _NO:
        return told in _YES
    if told:
        raise TenureError(f"{name} cannot be {told!r}", where="environment", hint="use yes or no")
    return usual


def keep_secret(home: Path) -> None:
    """Make the key that signs sessions, once; key and home are readable by their owner alone."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        made = os.open(home / _SECRET, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(made, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(48))


def _secret(home: Path) -> str:
    """Return the key that was kept; one for this process alone where none was."""
    place = home / _SECRET
    return place.read_text("utf-8") if place.is_file() else secrets.token_urlsafe(48)


def _mail(url: str | None) -> Mail | None:
    """Read smtp://user:password@host:587?tls=starttls, or smtps:// for TLS from the start."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise TenureError(
            "TENURE_MAIL_URL is no mail server",  # the address holds a password: it is not shown
            where="environment",
            hint="write it as smtp://user:password@host:587?tls=starttls, or smtps://…",
        )
    ssl = parts.scheme == "smtps"
    tls = not ssl and parse_qs(parts.query).get("tls", ["none"])[0] == "starttls"
    port = parts.port or (465 if ssl else 587 if tls else 25)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Mail(parts.hostname, port, user, password, tls, ssl)
