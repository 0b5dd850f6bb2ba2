"""What the library refuses is said in Korean, too: every sentence that the workspace may meet."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tenure.charts.unsaid import _VALUE, _read, catalogue, said, unsaid
from tenure.definitions import SeveralProblemsError, loads

_ROOT = Path(__file__).parents[2] / "src"
_MET = (
    "act",
    "conditions",
    "definitions",
    "tables",
    "engines",
    "draft",
    "company",
    "measure",
    "store.py",
)
"""What pages ask; the estimators of `predict` are met in a run alone."""
_PAGES = ("insights", "customers", "definitions", "people", "home", "plays", "tasks", "messages")
"""What the workspace itself raises; the API answers in English, as commands do."""
_RAISE = re.compile(r"(?:\w*Error|_fail|error_at|Problem)\(")
_OUTSIDE = {
    "ValidationError",
    "RefusedError",
    "ValueError",
    "KeyError",
    "TypeError",
    "NotImplementedError",
    "PydanticCustomError",
    "AssertionError",
}
_SENTENCE = re.compile(r"[a-zA-Z]{2}.* |[a-z]+ .*")
_COMMAND = re.compile(r"tenure \w|--\w")
"""What is typed is the same in every language."""
_PATTERN = re.compile(r"\[\^|\(\?")


def _files() -> list[Path]:
    places = [_ROOT / "tenure" / name for name in _MET]
    places += [_ROOT / "tenure_web" / name for name in _PAGES]
    return [one for at in places for one in (sorted(at.rglob("*.py")) if at.is_dir() else [at])]


class _Sentences(ast.NodeVisitor):
    """The sentences that a module raises, each with {} where a value stands."""

    def __init__(self, tree: ast.Module) -> None:
        self.found: dict[str, int] = {}
        self.functions = {n.name: n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)}
        self.scopes: list[ast.AST] = [tree]
        self.given: dict[ast.AST, dict[str, list[ast.AST]]] = {}
        self.visit(tree)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.scopes.append(node)
        self.generic_visit(node)
        self.scopes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if _RAISE.fullmatch(f"{name}(") and name not in _OUTSIDE:
            hints = [one.value for one in node.keywords if one.arg == "hint"]
            for each in (*node.args, *hints):
                for text in self._texts(each):
                    self.found.setdefault(text, node.lineno)

    def _texts(self, node: ast.AST, seen: tuple[str, ...] = ()) -> Iterator[str]:
        match node:
            case ast.Constant(str() as text):
                yield text
            case ast.JoinedStr(parts):
                yield "".join(one.value if isinstance(one, ast.Constant) else "{}" for one in parts)
            case ast.IfExp(_, one, other):
                yield from self._each((one, other), seen)
            case ast.BoolOp(_, values) | ast.Dict(_, values):
                yield from self._each(values, seen)
            case ast.BinOp(one, ast.Add(), _):
                yield from self._texts(one, seen)
            case ast.Name(name) if name not in seen:
                yield from self._named(name, (*seen, name))
            case ast.Call(ast.Name(name)) if name in self.functions and name not in seen:
                every = ast.walk(self.functions[name])
                told = [one for one in every if isinstance(one, ast.Return)]
                yield from self._each([one.value for one in told if one.value], (*seen, name))
            case ast.Call(ast.Attribute(value), arguments):
                yield from self._each((value, *arguments), seen)

    def _each(self, nodes: Iterable[ast.AST], seen: tuple[str, ...]) -> Iterator[str]:
        for one in nodes:
            yield from self._texts(one, seen)

    def _named(self, name: str, seen: tuple[str, ...]) -> Iterator[str]:
        """Yield what a name is given in the nearest scope that gives it something."""
        for scope in reversed(self.scopes):
            if name in self._given(scope):
                yield from self._each(self._given(scope)[name], seen)
                return

    def _given(self, scope: ast.AST) -> dict[str, list[ast.AST]]:
        if scope not in self.given:
            found: dict[str, list[ast.AST]] = {}
            for one in ast.walk(scope):
                if isinstance(one, ast.Assign):
                    for to in one.targets:
                        found.setdefault(getattr(to, "id", ""), []).append(one.value)
            self.given[scope] = found
        return self.given[scope]


@cache
def _raised() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in _files():
        source = file.read_text("utf-8")
        if not _RAISE.search(source):
            continue
        for text, line in _Sentences(ast.parse(source)).found.items():
            if _SENTENCE.search(text) and not _COMMAND.match(text) and not _PATTERN.search(text):
                found.setdefault(_bare(text), f"{file.relative_to(_ROOT)}:{line}")
    return found


def _bare(text: str) -> str:
    return re.sub(r"({[^{}]*})+", "{}", text)


def test_each_sentence_has_its_korean() -> None:
    known = {_bare(one) for one in (*catalogue(), *_read("tables")["words"])}
    missing = {text: at for text, at in _raised().items() if text not in known}
    assert missing == {}


def test_each_korean_sentence_is_said_and_keeps_its_values() -> None:
    """A sentence that was reworded where it is made would be English again."""
    outside = set(_read("tables")["toml"])  # Python's own parser says them
    source, raised = _source(), _raised()
    left = [one for one in catalogue() if one not in outside and _bare(one) not in raised]
    parts = {one: [part.strip(" :,;") for part in _bare(one).split("{}")] for one in left}
    gone = [one for one in left if not all(part.casefold() in source for part in parts[one])]
    assert gone == []
    assert [a for a, b in catalogue().items() if not _names(b) <= _names(a)] == []


def _names(text: str) -> set[str]:
    return {one[1] for one in _VALUE.finditer(text)}


def _source() -> str:
    """Return all that the library says, texts on several lines put together."""
    text = "".join(one.read_text("utf-8") for one in _ROOT.rglob("*.py"))
    text = re.sub(r'"\n\s+f?"', "", text).replace("\\n", " ")
    return _bare(text).casefold()


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        (
            "there is no sheet '매출'; there are: 2024, 2025",
            "'매출' 시트가 없습니다. 있는 시트: 2024, 2025",
        ),
        (
            "found 'a month'; allowed: days or weeks such as '28 days', '4 weeks' (1 to 3650 days)",
            "현재 값: 'a month'. 쓸 수 있는 값: '28 days', '4 weeks'처럼 일이나 주 단위(1–3650일)",
        ),
        (
            "events: 'seconds' holds numbers (int64), so it needs a comparison\n    seconds\n    ^",
            "events: 'seconds' 열의 값은 숫자(int64)입니다. "
            "비교할 값을 함께 적어야 합니다\n    seconds\n    ^",
        ),
        ("expected a value, found the column 'pro'", "값이 있어야 하는데 열 'pro'가 있습니다"),
        ("expected a column, found the end", "열이 있어야 하는데 끝이 있습니다"),
        (
            "not TOML: unclosed array\n    a = [",
            "TOML 형식이 아닙니다: 배열이 닫히지 않았습니다\n    a = [",
        ),
        (
            "by cannot be 'x'; allowed: plan, region",
            "by에 'x'를 쓸 수 없습니다. 쓸 수 있는 값: plan, region",
        ),
        ("there is no column 'a'; there are: days, text", "'a' 열이 없습니다. 있는 열: days, text"),
        ("there is no cohort 'x'; there are: none", "'x' 코호트가 없습니다. 있는 코호트: 없음"),
    ],
)
def test_sentences_are_said_whole(english: str, korean: str) -> None:
    assert unsaid(english, "ko") == korean
    assert unsaid(english, "en") == english


def test_an_error_is_said_with_its_place_and_what_to_do() -> None:
    text = '[company]\nname = "x"\nkind = "sass"\n[churn]\nrule = "inactive"\nafter = "28"\n'
    with pytest.raises(SeveralProblemsError) as raised:
        loads(text)
    told = str(said(raised.value, "ko"))
    assert told.startswith("tenure.toml: 고칠 곳 2건\n- tenure.toml, 3번째 줄, company.kind: ")
    assert "혹시 'saas'인가요?" in told
    assert "단위를 적으세요: '28 days'" in told
    assert said(raised.value, "en") is raised.value
