"""How a line of the ledger reads. Each app registers the words of its own kinds of deed."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from patchwork.activity.models import Deed

_words: dict[str, Callable[[Deed], str]] = {}


def register_words(kind: str, words: Callable[[Deed], str]) -> None:
    """`words(deed)` is what follows the doer, as in "Erin Walsh *joined*"."""
    _words[kind] = words


def doer(deed: Deed) -> str:
    """Who did it: a colleague's name; for a look only the organisation; for a refuge's worker the refuge."""
    if deed.kind == "looked":
        return _("someone from %(organisation)s") % {"organisation": deed.service.organisation.name}
    return str(deed.post.account.name if deed.post and not deed.service.duty_line_only else deed.service.name)


def deed_words(deed: Deed) -> str:
    """One line: who did what. Needs `post__account` and `service__organisation` at hand."""
    known = _words.get(deed.kind)
    return f"{doer(deed)} {known(deed) if known else _('did something')}"
