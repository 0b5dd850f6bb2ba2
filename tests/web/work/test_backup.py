"""Backup and restore: what people made comes back, on another machine; what is wrong is refused."""

import io
import json
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tenure.errors import StoreError, TenureError
from tenure.store import Store
from tenure_web.people import tokens
from tenure_web.people.models import Portfolio, User, Visit, Written
from tenure_web.people.rights import Right
from tenure_web.work import backup, schedule
from tenure_web.work.models import Schedule
from tenure_web.work.unpacking import unpacked

PASSWORD = "correct horse battery staple"


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Path:
    """A workspace with definitions, a brought-in file, a run and a day of scores."""
    toml = tmp_path / "here" / "tenure.toml"
    home = toml.parent / "workspace"
    (home / "files" / "uploads").mkdir(parents=True)
    (home / "files" / "uploads" / "주문.csv").write_text("a\n1\n", "utf-8")
    toml.write_text('[company]\nname = "x"\nkind = "saas"\ntime_zone = "Asia/Seoul"\n', "utf-8")
    for name in ("runs/20310501/manifest.json", "profiles/customer/2031-05-01", "entries/x/y"):
        (toml.parent / "store" / name).parent.mkdir(parents=True, exist_ok=True)
        (toml.parent / "store" / name).write_text("{}", "utf-8")
    (toml.parent / "store" / "latest").symlink_to("runs/20310501")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, definitions=toml, home=home)
    return toml


def test_what_people_made_comes_back(
    place: Path, tmp_path: Path, person: Callable[..., User], settings: Any
) -> None:
    user = person("김하나", "admin", email="hana@example.com")
    token, text = tokens.make(user, "script", [Right.SEE_FIGURES], 30)
    Portfolio.objects.create(name="서울", condition="mrr > 1").owners.add(user)
    schedule.everything()
    Schedule.objects.filter(what="run").update(on=True, hour=7)
    Client().post("/people/sign-in/", {"username": "김하나", "password": PASSWORD})
    trail = list(Written.objects.values_list("pk", "who", "action", "after"))
    target = tmp_path / "backup.tar.gz"
    backup.back_up(target)
    assert target.stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob(".*partial"))

    User.objects.all().delete()
    Portfolio.objects.all().delete()
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT,
        definitions=tmp_path / "there" / "tenure.toml",
        home=tmp_path / "there" / "home",
    )
    there = settings.ENVIRONMENT
    with unpacked(target, there.definitions, there.home, replace=False) as folder:
        backup.put_back(folder, "backup.tar.gz", replace=False)

    assert there.definitions.read_bytes() == place.read_bytes()
    assert (there.home / "secret").read_text("utf-8") == settings.SECRET_KEY
    assert (there.home / "secret").stat().st_mode & 0o077 == 0
    assert (there.home / "files" / "uploads" / "주문.csv").read_text("utf-8") == "a\n1\n"
    store = there.definitions.parent / "store"
    assert Store(store).latest().name == "20310501"
    assert (store / "profiles" / "customer" / "2031-05-01").is_file()
    assert not (store / "entries").exists()

    user = User.objects.get(username="김하나")
    assert user.check_password(PASSWORD)
    assert user.rights == frozenset(Right)
    assert [one.name for one in user.portfolios.all()] == ["서울"]
    found = tokens.find(text)
    assert found is not None
    assert (found.pk, found.user) == (token.pk, user)
    assert (Schedule.objects.get(what="run").hour, Visit.objects.count()) == (7, 0)
    assert list(Written.objects.values_list("pk", "who", "action", "after"))[-len(trail) :] == trail
    assert Written.objects.filter(action="workspace.restore", what="backup.tar.gz").count() == 1
    assert User.objects.create_user("박두리").pk > user.pk


def test_somebody_who_is_there_is_not_replaced_unasked(
    place: Path, tmp_path: Path, person: Callable[..., User]
) -> None:
    person("김하나")
    target = tmp_path / "backup.tar.gz"
    backup.back_up(target, results=False)
    with tarfile.open(target) as tar:
        assert not any(name.startswith("store") for name in tar.getnames())
    other = tmp_path / "other"
    with unpacked(target, other / "tenure.toml", other, replace=False) as folder:
        with pytest.raises(TenureError, match="the database: something is there already"):
            backup.put_back(folder, "backup.tar.gz", replace=False)
        User.objects.update(email="changed@example.com")
        backup.put_back(folder, "backup.tar.gz", replace=True)
    assert User.objects.get().email == ""
    with (
        pytest.raises(TenureError, match=r"other: something is there already\n.*--replace"),
        unpacked(target, other / "tenure.toml", other, replace=False),
    ):
        pass


def test_a_backup_writes_over_nothing_and_waits_for_no_run(place: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken.tar.gz"
    taken.write_text("mine", "utf-8")
    with pytest.raises(TenureError, match="there is a file already"):
        backup.back_up(taken)
    assert taken.read_text("utf-8") == "mine"


def test_a_backup_is_refused_while_a_run_writes_and_leaves_nothing_behind(
    place: Path, tmp_path: Path, db: None
) -> None:
    target = tmp_path / "backup.tar.gz"
    with Store(place.parent / "store").lock(), pytest.raises(StoreError, match="another run"):
        backup.back_up(target)
    assert not target.exists()
    assert not list(tmp_path.glob(".*"))


def archive(path: Path, *names: str, about: object = None) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name in names:
            content = json.dumps(about).encode() if name == "backup.json" else b"x"
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    ("names", "about", "said"),
    [
        ((), None, "this is no backup"),
        (("backup.json",), [], "this is no backup"),
        (("backup.json", "database.jsonl", "secret"), {"format": 2}, "made by a newer version"),
        (("backup.json", "secret"), {"format": 1}, "this backup is not whole"),
        (("backup.json", "secret", "../outside"), {"format": 1}, "this is no backup"),
        (("backup.json", "secret", "/tmp/outside"), {"format": 1}, "not whole"),
    ],
)
def test_what_is_no_backup_is_refused(
    tmp_path: Path, names: tuple[str, ...], about: object, said: str
) -> None:
    source = archive(tmp_path / "x.tar.gz", *names, about=about)
    home = tmp_path / "home"
    with (
        pytest.raises(TenureError, match=said),
        unpacked(source, tmp_path / "tenure.toml", home, replace=False),
    ):
        pass
    assert not home.exists()
    assert not (tmp_path / "outside").exists()


def test_a_file_that_is_none_or_is_gone_is_said(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("한글", "utf-8")
    for name, said in (("note.txt", "this is no backup"), ("gone", "there is no such file")):
        with (
            pytest.raises(TenureError, match=said),
            unpacked(tmp_path / name, tmp_path / "t", tmp_path / "h", replace=True),
        ):
            pass
