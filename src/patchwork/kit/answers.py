"""What a rule says: yes, or no with the sentence to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    type Words = str | _StrPromise


class Refused(Exception):
    """A rule said no. Its text is written to be shown on screen."""

    def __init__(self, words: Words, *, field: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.field = field


@dataclass(frozen=True, slots=True)
class Answer:
    """Truthy means yes; falsy carries the sentence that says why not and what to do."""

    refusal: Words = ""
    field: str | None = None

    def __bool__(self) -> bool:
        return not self.refusal

    def require(self) -> None:
        """Raise `Refused` with the sentence when the answer is no."""
        if self.refusal:
            raise Refused(self.refusal, field=self.field)


YES = Answer()
NOT_HERE = Answer(_("There is no such record here. No record does not mean nobody."))


@contextmanager
def refusing(error: type[Exception], words: Words) -> Iterator[None]:
    """Turn a database refusal (two tabs at once) into a `Refused`, undoing only what is inside."""
    try:
        with transaction.atomic():
            yield
    except error as problem:
        raise Refused(words) from problem
