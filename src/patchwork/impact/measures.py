"""What is counted. Each measure says what one of it is; a bucket tells how much, roughly."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from patchwork.kit.answers import Words


@dataclass(frozen=True, slots=True)
class Measure:
    code: str
    words: Words
    explain: Words
    buckets: dict[str, Words] = field(default_factory=dict)


TIME_TO_NUMBER = Measure(
    "time_to_number",
    _("From sign-in to a colleague's number"),
    _("Once for each sign-in: the time until the first page with a colleague's number on it."),
    {
        "under_20s": _("under 20 seconds"),
        "under_1m": _("20 to 60 seconds"),
        "under_5m": _("1 to 5 minutes"),
        "over_5m": _("more than 5 minutes"),
    },
)
CALLS = Measure("calls_started", _("Calls started"), _("A colleague's number was pressed in Patchwork."))
MAILS = Measure("mails_started", _("E-mails started"), _("A colleague's address was pressed in Patchwork."))
CONNECTIONS = Measure(
    "connections_made",
    _("Connections that did not exist before"),
    _("Two organisations came to work around one person knowingly, and had not before: counted when an "
      "organisation's first involvement with a person is confirmed, once for each other organisation there."),
)  # fmt: skip
RAISED = Measure("attentions_raised", _("Attentions raised"), _("A nudge to the team or to chosen colleagues."))
SEEN = Measure(
    "attentions_seen",
    _("Attentions seen"),
    _("Once for each colleague who pressed “seen”."),
    {"within_day": _("within a day"), "later": _("later")},
)
JOINED = Measure(
    "records_joined",
    _("Two records of one person"),
    _("Joined by the hub into one; or taken apart again, because they were two people or somebody was not sure."),
    {"joined": _("joined"), "apart": _("taken apart again")},
)
USEFUL = Measure(
    "was_useful",
    _("“Was this useful?”"),
    _("Asked of each practitioner at most once in 30 days; counted by month only."),
    {"yes": _("yes"), "no": _("no"), "not_now": _("not now")},
)

MEASURES = (TIME_TO_NUMBER, CALLS, MAILS, CONNECTIONS, RAISED, SEEN, JOINED, USEFUL)
STARTED = {"call": CALLS, "mail": MAILS}
"""What a link on a page may say has happened, by the word in its address."""

STEPS = ((20, "under_20s"), (60, "under_1m"), (300, "under_5m"))


def time_bucket(seconds: float) -> str:
    """Which bucket of `TIME_TO_NUMBER` a time falls into."""
    return next((bucket for limit, bucket in STEPS if seconds < limit), "over_5m")
