"""How a line of the ledger reads. Each app registers the words of its own kinds of deed."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from patchwork.activity.models import Deed

NAME = "%(name)s"
"""Stands in the words of a deed for what the person is called."""

_words: dict[str, Callable[[Deed], str]] = {}


def register_words(kind: str, words: Callable[[Deed], str]) -> None:
    """`words(deed)` is what follows the doer, as in "Erin Walsh *joined*"; `NAME` in it becomes the person's."""
    _words[kind] = words


def doer(deed: Deed) -> str:
    """Who did it: a colleague's name; for a look only the organisation; for a refuge's worker the refuge."""
    if deed.kind == "looked":
        return _("someone from %(organisation)s") % {"organisation": deed.service.organisation.name}
    return str(deed.post.account.name if deed.post and not deed.service.duty_line_only else deed.service.name)


def deed_words(deed: Deed, *, about: str) -> str:
    """One line: who did what. `about` is what the person is called. Needs `post__account`, `service__organisation`."""
    known = _words.get(deed.kind)
    did = known(deed).replace(NAME, about) if known else _("did something")
    return f"{doer(deed)} {did}"
