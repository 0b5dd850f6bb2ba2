"""Tokens to the tree of a condition, by recursive descent."""

from typing import Literal, NoReturn

from tenure.conditions.lexer import Token, tokens
from tenure.conditions.syntax import (
    All,
    Among,
    AnyOf,
    Between,
    Column,
    Compare,
    IsNull,
    Node,
    Not,
    Operator,
    Part,
    Value,
    error_at,
)
from tenure.errors import ConditionError, suggest

_RESERVED = frozenset({"and", "or", "not", "in", "between", "is", "null", "true", "false"})
_RELATIONS = ("and", "or", "in", "not", "between", "is", "contains", "starts")
_OPERATORS: dict[str, Operator] = {
    "=": "==",
    "==": "==",
    "!=": "!=",
    "<>": "!=",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
_FLIPPED: dict[Operator, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DEEPEST = 50
_LARGEST = 2**63 - 1


def parse_tree(text: str, where: str | None) -> Node:
    """Parse a condition's text to its tree; raise ConditionError at the place that is wrong."""
    return _Parser(text, where).whole()


class _Parser:
    """One pass over the tokens of one text."""

    def __init__(self, text: str, where: str | None) -> None:
        self.text = text
        self.where = where
        self.tokens = list(tokens(text, where))
        self.position = 0
        self.depth = 0

    def whole(self) -> Node:
        if self._at_end:
            hint = "write one such as: seconds >= 60"
            raise ConditionError("the condition is empty", where=self.where, hint=hint)
        node = self._either()
        if not self._at_end:
            self._fail(f"expected 'and', 'or' or the end, found {self._found}")
        return node

    def _either(self) -> Node:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _both(self) -> Node:
        parts = [self._opposite()]
        while self._take("and"):
            parts.append(self._opposite())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _opposite(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            self._fail(f"more than {_DEEPEST} levels of parentheses and 'not'")
        if self._take("not"):
            node: Node = Not(self._opposite())
        elif self._take_mark("("):
            node = self._either()
            if not self._take_mark(")"):
                self._fail(f"expected ')', found {self._found}")
        else:
            node = self._predicate()
        self.depth -= 1
        return node

    def _predicate(self) -> Node:
        start = self._now
        subject = self._operand("a column")
        if self._now.kind == "operator":
            return self._comparison(subject)
        if isinstance(subject, Value):
            self._fail("a condition starts from a column, not from a value", start)
        if self._take("is"):
            return self._nothing(subject)
        if self._now.keyword == "not" and self._after_not:
            self.position += 1
            return Not(self._relation(subject))
        if self._now.keyword in {"in", "between", "contains", "starts"}:
            return self._relation(subject)
        if self._now.kind == "word" and self._now.keyword not in {"and", "or"}:
            self._not_an_operator(subject)
        return subject

    def _comparison(self, left: Column | Value) -> Compare:
        operator = _OPERATORS[self._advance().value]
        start = self._now
        right = self._operand("a value or a column")
        if isinstance(left, Column):
            return Compare(left, operator, right)
        if isinstance(right, Column):
            return Compare(right, _FLIPPED.get(operator, operator), left)
        self._fail("two values are compared: one side must be a column", start)

    def _nothing(self, subject: Column) -> Node:
        negated = self._take("not")
        if not self._take("null"):
            self._fail(
                f"expected 'null' or 'not null' after 'is', found {self._found}",
                hint="compare with ==: plan == 'pro', auto_renew == true",
            )
        return Not(IsNull(subject)) if negated else IsNull(subject)

    def _relation(self, subject: Column) -> Node:
        word = self._advance().keyword
        if word == "in":
            return Among(subject, self._list())
        if word == "between":
            low = self._value("a value")
            if not self._take("and"):
                self._fail(f"expected 'and' of 'between … and …', found {self._found}")
            return Between(subject, low, self._value("a value"))
        relation: Literal["contains", "starts with"] = "contains"
        if word == "starts":
            relation = "starts with"
            if not self._take("with"):
                self._fail(f"expected 'with' after 'starts', found {self._found}")
        if self._now.kind != "text":
            self._fail(f"expected a text in single quotes after '{relation}', found {self._found}")
        return Part(subject, relation, self._value("a text"))

    def _list(self) -> tuple[Value, ...]:
        if not self._take_mark("("):
            self._fail(
                f"expected '(' after 'in', found {self._found}",
                hint="write a list: plan in ('pro', 'team')",
            )
        values = [self._value("a value")]
        while self._take_mark(","):
            values.append(self._value("a value"))
        if not self._take_mark(")"):
            self._fail(f"expected ',' or ')', found {self._found}")
        return tuple(values)

    def _value(self, expected: str) -> Value:
        start = self._now
        operand = self._operand(expected)
        if isinstance(operand, Column):
            self._fail(
                f"expected a value, found the column {operand.name!r}",
                start,
                hint=f"text goes in single quotes: '{operand.name}'",
            )
        return operand

    def _operand(self, expected: str) -> Column | Value:
        token = self._now
        if token.keyword == "null":
            self._fail(
                "nothing compares with null: the answer would always be null",
                hint="write: is null, is not null",
            )
        if token.keyword in _RESERVED - {"true", "false"} or token.kind in {"operator", "mark"}:
            self._fail(f"expected {expected}, found {self._found}")
        if token.kind == "end":
            self._fail(f"expected {expected}, found the end of the condition")
        self.position += 1
        if token.kind == "number":
            return Value(self._number(token), token.at)
        if token.kind == "text":
            return Value(token.value, token.at)
        if token.keyword in {"true", "false"}:
            return Value(token.keyword == "true", token.at)
        return Column(token.value, token.at, quoted=token.kind == "quoted")

    def _number(self, token: Token) -> int | float:
        number = int(token.value) if token.value.lstrip("-").isdigit() else float(token.value)
        if abs(number) > (_LARGEST if isinstance(number, int) else 1.7e308):
            self._fail("this number is too large", token)
        return number

    def _not_an_operator(self, subject: Column) -> NoReturn:
        word = self._now.value
        near = suggest(word, _RELATIONS)
        joined = self.text[subject.at : self._now.until]
        hint = (
            f"did you mean '{'starts with' if near == 'starts' else near}'?"
            if near
            else f'a column name with spaces goes in double quotes: "{joined}"'
        )
        self._fail(f"expected a comparison after {subject.name!r}, found {word!r}", hint=hint)

    @property
    def _now(self) -> Token:
        return self.tokens[self.position]

    @property
    def _at_end(self) -> bool:
        return self._now.kind == "end"

    @property
    def _after_not(self) -> bool:
        following = self.tokens[self.position + 1].keyword
        return following in {"in", "between", "contains", "starts"}

    @property
    def _found(self) -> str:
        token = self._now
        return "the end" if token.kind == "end" else repr(self.text[token.at : token.until])

    def _advance(self) -> Token:
        token = self._now
        self.position += 1
        return token

    def _take(self, keyword: str) -> bool:
        taken = self._now.keyword == keyword
        self.position += taken
        return taken

    def _take_mark(self, mark: str) -> bool:
        taken = self._now.kind == "mark" and self._now.value == mark
        self.position += taken
        return taken

    def _fail(
        self, message: str, token: Token | None = None, *, hint: str | None = None
    ) -> NoReturn:
        place = token or self._now
        raise error_at(self.text, place.at, message, where=self.where, hint=hint)
