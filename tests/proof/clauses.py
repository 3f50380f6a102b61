"""Every clause of the policy, taken out in turn.

A clause is one side of an `&` or `|`, a statement that widens or narrows (`rows |= …`), a guard (`if …: return …`), one
condition of a filter, or one step of the decision path. Each is removed from the function's own syntax tree and the
function's code put in its place while the test looks, so that everything that refers to the function meets it.
"""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from patchwork.access import deciding, rows
from patchwork.agreements import policy as agreements
from patchwork.conversation import policy as conversation
from patchwork.involvement import policy as involvement
from patchwork.people import policy as people
from tests.proof import driving

NO_RULES = {
    "scope", "scope_of", "scope_opened", "opened", "may", "with_opened_views", "_this_row", "_all_conditions",
    "register", "asked_to_be_shut", "shielded", "say_which_are_shielded", "_person_model",
}  # fmt: skip
"""Functions of these modules that ask the rules or show what they say, and hold no clause of their own."""


def _functions() -> Iterator[Callable[..., Any]]:
    for module in (deciding, rows, people, involvement, conversation, agreements):
        for name, one in vars(module).items():
            if isinstance(one, FunctionType) and one.__module__ == module.__name__ and name not in NO_RULES:
                yield one


FUNCTIONS = tuple(_functions())


SAID_TWICE = {
    "access.deciding._steps: [Q(area_id=viewer.area_id)]": "the database's row security says so as well",
    "people.policy.not_excluded: if viewer.account_id is None: return": "no exclusion is of no account",
    "people.policy.in_emergency: filter(post_id=…)": "a glass is one post's and its account's; both are asked",
    "people.policy.in_emergency: filter(account_id=…)": "a glass is one post's and its account's; both are asked",
    "involvement.policy.involved_with: if viewer.opens_no_person: return": "no relation opens anything to them before",
    "involvement.policy.confirmed_with: if viewer.post_id is None: return": "without a post no team was open before",
}  # fmt: skip
"""Clauses that something else says again, so that nobody sees a difference without one of the two. Each with why."""


@dataclass(frozen=True)
class Clause:
    """One clause: the function, which part of it, and its text."""

    function: Callable[..., Any]
    number: int
    text: str

    def __str__(self) -> str:
        return f"{self.function.__module__.removeprefix('patchwork.')}.{self.function.__name__}: {self.text}"


def clauses() -> list[Clause]:
    """All of them. Of equal ones in one function the later ones say which they are."""
    found: list[Clause] = []
    for function in FUNCTIONS:
        met: Counter[str] = Counter()
        for number, text in enumerate(_texts(function)):
            met[text] += 1
            found.append(Clause(function, number, text if met[text] == 1 else f"{text} ({met[text]})"))
    return found


@contextmanager
def without(clause: Clause) -> Iterator[None]:
    """The policy without this clause."""
    function: Any = clause.function
    kept = function.__code__
    function.__code__ = _code(clause)
    driving.forget()
    try:
        yield
    finally:
        function.__code__ = kept
        driving.forget()


def _tree(function: Callable[..., Any]) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _texts(function: Callable[..., Any]) -> list[str]:
    cutter = _Cutter(-1)
    cutter.visit(_tree(function))
    return cutter.texts


@cache
def _code(clause: Clause) -> CodeType:
    tree = _Cutter(clause.number).visit(_tree(clause.function))
    ast.fix_missing_locations(tree)
    module = compile(tree, f"<without {clause.text}>", "exec")
    function = next(one for one in module.co_consts if isinstance(one, CodeType))
    assert isinstance(clause.function, FunctionType)
    return function


class _Cutter(ast.NodeTransformer):
    """Counts the clauses it meets and takes out the one whose number it was given."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.texts: list[str] = []

    def _is_it(self, text: str) -> bool:
        self.texts.append(text)
        return len(self.texts) - 1 == self.number

    def visit_arguments(self, node: ast.arguments) -> Any:
        """What an argument may be is no rule: `Q | None`."""
        return node

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        if not isinstance(node.op, (ast.BitAnd, ast.BitOr)):
            return self.generic_visit(node)
        sides = copy.deepcopy((node.left, node.right))
        sign = "&" if isinstance(node.op, ast.BitAnd) else "|"
        if self._is_it(f"{_short(node.left)} {sign}"):
            return sides[1]
        if self._is_it(f"{sign} {_short(node.right)}"):
            return sides[0]
        return self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        if isinstance(node.op, (ast.BitAnd, ast.BitOr)) and self._is_it(_short(node)):
            return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)

    def visit_If(self, node: ast.If) -> Any:
        """A guard that returns; what an `if` around a widening does is told by the widening itself."""
        if isinstance(node.body[-1], ast.Return) and not node.orelse and self._is_it(f"if {_short(node.test)}: return"):
            return ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> Any:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in {"filter", "Q", "exclude"} and len(node.keywords) + len(node.args) > 1:
            for at in range(len(node.args)):
                if self._is_it(f"{name}({_short(node.args[at])})"):
                    return _with(node, args=[one for n, one in enumerate(node.args) if n != at])
            for at, keyword in enumerate(node.keywords):
                if self._is_it(f"{name}({keyword.arg}=…)"):
                    return _with(node, keywords=[one for n, one in enumerate(node.keywords) if n != at])
        elif name in {"current", "confirmed", "live"} and self._is_it(f".{name}()"):
            return ast.Call(ast.Attribute(node.func.value, "all", ast.Load()), [], [])
        return self.generic_visit(node)

    def visit_List(self, node: ast.List) -> Any:
        if len(node.elts) > 1:
            for at, entry in enumerate(node.elts):
                if self._is_it(f"[{_short(entry)}]"):
                    return ast.List([one for n, one in enumerate(node.elts) if n != at], node.ctx)
        return self.generic_visit(node)


def _with(node: ast.Call, **changed: Any) -> ast.Call:
    made = copy.deepcopy(node)
    for name, value in changed.items():
        setattr(made, name, value)
    return made


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else f"{text[:87]}…"
