"""A row of the access table: one address and method, and who gets what. Needs nothing of Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.promises.sweep import Standing

GET, POST = "GET", "POST"

OK = "sees it"
CARD = "card only"
ABSENT = "nothing there"
DONE = "does it"
AGAIN = "is asked to correct it"
ELSEWHERE = "is sent on"
SIGN_IN = "signs in first"
NEVER = "not answered"
REFUSED = "is refused"
KEY = "needs a key"
"""What somebody gets, in the words of docs/access.md."""

STATUS = {OK: 200, ABSENT: 404, DONE: 303, AGAIN: 422, NEVER: 405, REFUSED: 403, KEY: 401}


# -- who asks: the cast, each in one relation to Leo, so that every line of the table in design section 5 is here

GROUPS: dict[str, str] = {
    "confirmed member": "amina bilal erin hana",
    "confirmed member of a sensitive service": "farah",
    "not yet confirmed": "ivan",
    "live reason": "george",
    "police officer with a live reason": "dan",
    "housing officer, confirmed": "owen",
    "supervisor of a member": "joy",
    "safeguarding hub": "kit",
    "no relation": "chloe",
    "privacy officer": "lena",
    "administrator of an organisation": "moses",
    "area administrator": "nia",
    "another area": "priya",
    "signed in without a post": "postless",
    "not signed in": "nobody",
}
EVERYONE = " ".join(GROUPS.values())


def everyone_but(names: str) -> str:
    """Everybody else, nobody (who is not signed in) apart."""
    return " ".join(name for name in EVERYONE.split() if name not in [*names.split(), "nobody"])


type Data = Callable[["Standing", str, str], Mapping[str, Any]]
"""What is sent: (world, who, address) → fields."""


@dataclass(frozen=True)
class Row:
    """One address and method: in plain words what it is, and who gets what."""

    name: str
    method: str
    words: str
    answers: Mapping[str, str]
    data: Data | Mapping[str, Any] = field(default_factory=dict)
    at: Mapping[str, Any] = field(default_factory=dict)
    """Parts of the address that differ from `Standing.arguments`: names of ids, or values."""
    shows: bool = False
    """Shows or changes a person, so each answer leaves exactly one audit event."""

    def expected(self) -> dict[str, str]:
        """Answer by name; raises when somebody is left out or named twice."""
        found: dict[str, str] = {}
        for answer, names in self.answers.items():
            for name in names.split():
                if name in found:
                    raise ValueError(f"{self}: {name} is declared twice")
                found[name] = answer
        if missing := set(EVERYONE.split()) ^ set(found):
            raise ValueError(f"{self}: no answer is declared for {sorted(missing)}")
        return found

    def __str__(self) -> str:
        return f"{self.name} {self.method}"


def pressed(as_shown_to: str, **changes: Any) -> Data:
    """The data of a row: the form as the page fills it in, with these changes. A change of None leaves a field out."""

    def data(standing: Standing, who: str, path: str) -> dict[str, Any]:
        known = {key: value(standing) if callable(value) else value for key, value in changes.items()}
        sent = {**standing.filled_in(who, path, as_shown_to=as_shown_to), **known}
        return {key: value for key, value in sent.items() if value is not None}

    return data
