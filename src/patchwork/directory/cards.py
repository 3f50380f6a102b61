"""Contact cards: a post as the row or page that colleagues see, with whether its holder can be reached today."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cache

from django.db.models import Model, QuerySet
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from patchwork.accounts.models import Account
from patchwork.directory.models import Post, Service
from patchwork.directory.viewing import Viewer
from patchwork.kit.addresses import address
from patchwork.kit.templatetags.kit import clock

THUMBNAIL = "small"
PICTURE = "large"


@cache
def count_url() -> str:
    """Where it is counted that a number or address was used; empty where nothing is counted."""
    try:
        return address("count", "call").removesuffix("call/")
    except NoReverseMatch:
        return ""


@dataclass(slots=True)
class ColleagueCard:
    """What `kit/colleague.html` shows. `url` is empty for a service whose workers are not findable."""

    name: str
    url: str = ""
    photo_url: str = ""
    role: str = ""
    organisation: str = ""
    since: date | None = None
    phone: str = ""
    email: str = ""
    count_url: str = field(default_factory=count_url)
    away: str = ""
    available: str = ""
    lead: bool = False
    provisional: bool = False
    mine: bool = False
    tags: list[str] = field(default_factory=list)
    note: str = ""
    deeds: str = ""


def for_cards[M: Model](rows: QuerySet[M], post: str = "") -> QuerySet[M]:
    """Fetch with the posts all that their cards read, in the same query, and never the pictures themselves.

    `post` is the path from the row to the post with its underscores ("post__"); empty when the row is the post.
    """
    related = ("account__photo", "service__organisation", "cover__account", "cover__service")
    blobs = ("account__photo__thumbnail", "account__photo__picture")
    return rows.select_related(*(post + path for path in related)).defer(*(post + path for path in blobs))


def colleague_card(
    post: Post,
    viewer: Viewer,
    *,
    since: date | None = None,
    lead: bool = False,
    provisional: bool = False,
    tags: list[str] | None = None,
    note: str = "",
    deeds: str = "",
) -> ColleagueCard:
    """The card of `post` as `viewer` sees it; of a service that lists a duty line only, the duty line's.

    Fetch the posts through `for_cards`, otherwise each card asks the database again.
    """
    card = _of_post(post, viewer) if is_shown_by_name(post, viewer) else service_card(post.service)
    return replace(card, since=since, lead=lead, provisional=provisional, tags=tags or [], note=note, deeds=deeds)


def is_shown_by_name(post: Post, viewer: Viewer) -> bool:
    """Workers of a duty-line-only service are known by name only to themselves and to those they work beside."""
    return not post.service.duty_line_only or post.service_id == viewer.service_id


def _of_post(post: Post, viewer: Viewer) -> ColleagueCard:
    return ColleagueCard(
        name=post.account.name,
        url="" if post.service.duty_line_only else address("practitioner", post.pk),
        photo_url=photo_url(post.account),
        role=post.role_label,
        organisation=post.service.organisation.name,
        phone=post.phone or post.mobile or post.service.phone,
        email=post.email or post.account.email,
        away=away_words(post, viewer),
        available=available_words(post, viewer),
        mine=post.pk == viewer.post_id,
    )


def service_card(service: Service) -> ColleagueCard:
    """A service as one row: its duty line first."""
    return ColleagueCard(
        name=service.name,
        url=address("service", service.pk),
        organisation=service.organisation.name,
        phone=service.duty_phone or service.phone,
        email=service.email,
        available=service.hours,
    )


def photo_url(account: Account, size: str = THUMBNAIL) -> str:
    """Where the face is, or empty when there is none. The version in it lets browsers keep the picture."""
    photo = getattr(account, "photo", None)
    if photo is None:
        return ""
    try:
        return address("photo", account.pk, photo.version, size)
    except NoReverseMatch:
        return ""


def away_words(post: Post, viewer: Viewer) -> str:
    """ "Back Thursday, Bea Lind covers"; empty when the holder is not away."""
    if not post.is_away(viewer.today):
        return ""
    cover = _cover_name(post, viewer)
    if post.away_until is None:
        return _("Away, %(name)s covers") % {"name": cover} if cover else _("Away")
    back = _day_words(post.away_until, viewer.today)
    if cover:
        return _("Back %(day)s, %(name)s covers") % {"day": back, "name": cover}
    return _("Away, back %(day)s") % {"day": back}


def _cover_name(post: Post, viewer: Viewer) -> str:
    cover = post.cover
    return cover.account.name if cover is not None and is_shown_by_name(cover, viewer) else ""


def available_words(post: Post, viewer: Viewer) -> str:
    """ "Today until 5 pm", "Next in on Thursday"; empty when working days are not known."""
    if not post.working_days:
        return ""
    now = viewer.now.astimezone(viewer.zone).time()
    if viewer.today.weekday() in post.working_days and not (post.works_until and now >= post.works_until):
        return _today_words(post, now)
    return _("Next in: %(day)s") % {"day": _day_words(_next_working_day(post, viewer.today), viewer.today)}


def _today_words(post: Post, now: time) -> str:
    if post.works_from and now < post.works_from:
        return _("Today from %(time)s") % {"time": _time_words(post.works_from)}
    if post.works_until:
        return _("Today until %(time)s") % {"time": _time_words(post.works_until)}
    return _("In today")


def _next_working_day(post: Post, today: date) -> date:
    days = (today + timedelta(days=ahead) for ahead in range(1, 8))
    return next((day for day in days if day.weekday() in post.working_days), today)


def _day_words(day: date, today: date) -> str:
    """The weekday within a week, the date after that."""
    ahead = (day - today).days
    if ahead == 1:
        return _("tomorrow")
    return date_format(day, "l" if ahead < 7 else "j F")


def working_days_words(post: Post) -> str:
    """ "Monday to Friday", "Monday, Tuesday, Thursday"; empty when not known."""
    days = sorted(day for day in set(post.working_days) if day in WEEKDAYS)
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return _("%(first)s to %(last)s") % {"first": WEEKDAYS[days[0]], "last": WEEKDAYS[days[-1]]}
    return ", ".join(str(WEEKDAYS[day]) for day in days)


def _time_words(value: time) -> str:
    moment = datetime.combine(timezone.localdate(), value)
    return clock(timezone.make_aware(moment))
