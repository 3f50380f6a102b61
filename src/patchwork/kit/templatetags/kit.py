"""Times as people say them, icons, faces and sparklines for every screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from patchwork.kit.icons import ICONS
from patchwork.kit.kept import kept

register = template.Library()

COLLEAGUE = (
    "name", "url", "photo_url", "role", "organisation", "since", "phone", "email", "count_url", "away", "available",
    "lead", "provisional", "mine", "tags", "note",
)  # fmt: skip


@register.simple_tag
def colleague_card(it: Any) -> SafeString:
    """A colleague's row without its deeds, rendered once for all who are shown the same."""
    return kept("kit/colleague_card.html", it, COLLEAGUE)


# Times ---------------------------------------------------------------------------------------------------------------


@register.filter
def ago(value: date | datetime | None, now: datetime | None = None) -> SafeString:
    """A moment or day in the past: "5 minutes ago", "yesterday", "12 October". The full date is at hand."""
    if value is None:
        return SafeString("")
    return _time(value, _ago_words(value, now or timezone.now()))


@register.filter
def until(value: date | datetime | None, now: datetime | None = None) -> SafeString:
    """A moment or day to come: "today, 2 pm", "tomorrow", "Thu 26 Nov, 2 pm"."""
    if value is None:
        return SafeString("")
    return _time(value, _until_words(value, now or timezone.now()))


@register.filter
def on_day(value: date | datetime | None) -> SafeString:
    """The date itself: "12 October 2026"."""
    return SafeString("") if value is None else _time(value, date_format(_day(value), "j F Y"))


@register.filter
def month(value: date | datetime | None) -> SafeString:
    """A date of which only the month matters: "Mar 2026", as in "since Mar 2026"."""
    if value is None or isinstance(value, datetime):
        return SafeString("") if value is None else _time(value, date_format(_day(value), "M Y"))
    return _month(value, get_language())


@lru_cache(2000)
def _month(day: date, language: str | None) -> SafeString:
    """Once for each day and language: on a team's page it stands beside everybody."""
    return _time(day, date_format(day, "M Y"))


@register.filter
def since(value: date | datetime | None) -> SafeString:
    """ "since Mar 2026": how long someone has been in a team."""
    return SafeString("") if value is None else format_html(_("since {}"), month(value))


@register.filter
def clock(value: datetime | None) -> str:
    """The time of day as said: "2 pm", "2:30 pm"."""
    return "" if value is None else _clock_words(value)


def _time(value: date | datetime, words: str) -> SafeString:
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        full = _("%(day)s at %(time)s") % {"day": date_format(local, "l j F Y"), "time": _clock_words(value)}
        return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(timespec="minutes"), full, words)
    full = date_format(value, "l j F Y")
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), full, words)


def _day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _clock_words(value: datetime) -> str:
    local = timezone.localtime(value)
    if (local.hour, local.minute) == (12, 0):
        return _("noon")
    hour = str(local.hour % 12 or 12) + (f":{local.minute:02}" if local.minute else "")
    return pgettext("time of day", "%s am") % hour if local.hour < 12 else pgettext("time of day", "%s pm") % hour


def _ago_words(value: date | datetime, now: datetime) -> str:
    days = (_day(now) - _day(value)).days
    if days < 0:
        return _until_words(value, now)
    if days == 0:
        return _today_words(now - value) if isinstance(value, datetime) else _("today")
    if days == 1:
        return _("yesterday")
    if days < 14:
        return ngettext("%d day ago", "%d days ago", days) % days
    if days < 29:
        return ngettext("%d week ago", "%d weeks ago", days // 7) % (days // 7)
    return date_format(_day(value), "j F" if _day(value).year == _day(now).year else "j F Y")


def _today_words(gone: timedelta) -> str:
    minutes = max(0, int(gone.total_seconds() // 60))
    if minutes < 1:
        return _("just now")
    if minutes < 60:
        return ngettext("%d minute ago", "%d minutes ago", minutes) % minutes
    return ngettext("%d hour ago", "%d hours ago", minutes // 60) % (minutes // 60)


def _until_words(value: date | datetime, now: datetime) -> str:
    days = (_day(value) - _day(now)).days
    if days < 0:
        return _ago_words(value, now)
    words = {0: _("today"), 1: _("tomorrow")}.get(days) or _far_day(value, now)
    if isinstance(value, datetime):
        return _("%(day)s, %(time)s") % {"day": words, "time": _clock_words(value)}
    return words


def _far_day(value: date | datetime, now: datetime) -> str:
    """The weekday helps within half a year; further off the year does."""
    near = abs((_day(value) - _day(now)).days) < 180
    return date_format(_day(value), "D j M" if near else "j F Y")


# Pictures ------------------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """A small picture from the sprite, hidden from screen readers unless labelled. An unknown name shows "other"."""
    known = name if name in ICONS else "other"
    return _labelled_icon(known, label, size) if label else _icon(known, size)


@cache
def _icon(name: str, size: str) -> SafeString:
    """Asked for dozens of times a page, so made once: the sprite's address does not change while we run."""
    classes = f"pw-icon pw-icon--{size}" if size else "pw-icon"
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, _sprite(), name)


def _labelled_icon(name: str, label: str, size: str) -> SafeString:
    classes = f"pw-icon pw-icon--{size}" if size else "pw-icon"
    source = '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"/></svg>'
    return format_html(source, classes, label, _sprite(), name)


def _sprite() -> str:
    return static("icons.svg")


@register.filter
def initials(name: str) -> str:
    """First letters of the first and last word: "Erin Walsh" is "EW"."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


@register.simple_tag
def face(name: str, photo_url: str = "", size: str = "") -> SafeString:
    """A photo or initials in a circle. Decorative: the name always stands beside it. Sizes: "", "small", "large"."""
    classes = f"pw-face pw-face--{size}" if size else "pw-face"
    if photo_url:
        return format_html('<img class="{}" src="{}" alt="" width="48" height="48" loading="lazy">', classes, photo_url)
    tone = sum(map(ord, str(name))) % 6
    return format_html('<span class="{} pw-face--tone-{}" aria-hidden="true">{}</span>', classes, tone, initials(name))


@register.simple_tag
def reach(name: str, phone: str = "", email: str = "", count_url: str = "") -> SafeString:
    """How to reach a colleague: a link that dials and one that writes.

    `count_url` is where using one is counted: "call/" or "mail/" is added to it.
    """
    counted = ' data-count="{}{}/"'
    called, written = (format_html(counted, count_url, what) if count_url else "" for what in ("call", "mail"))
    found = []
    if phone:
        label = _("Call %(name)s, %(number)s") % {"name": name, "number": phone}
        found.append(format_html(_DIALS, tel(phone), called, label, _icon("phone", "small"), phone))
    if email:
        label = _("E-mail %(name)s") % {"name": name}
        found.append(format_html(_WRITES, email, written, label, _icon("mail", "small")))
    return SafeString("".join(found))


_DIALS = '<a class="pw-call pw-call--phone" href="tel:{}"{} aria-label="{}">{}<span>{}</span></a>'
_WRITES = (
    '<a class="pw-call pw-call--icon" href="mailto:{0}" data-address="{0}" title="{0}"{1} aria-label="{2}">{3}</a>'
)


_BAR, _GAP, _HEIGHT = 6, 2, 24
_RECT = '<rect x="{:d}" y="{:d}" width="{:d}" height="{:d}"/>'


@register.simple_tag
def sparkline(values: Sequence[int], label: str = "") -> SafeString:
    """Small bars for a row of counts, oldest first, with the numbers as text for those who do not see them."""
    if not values:
        return SafeString("")
    text = label or _("Activity, oldest first: %s") % ", ".join(map(str, values))
    top = max([*values, 1])
    bars = SafeString("".join(_RECT.format(*bar) for bar in _bars(values, top)))  # whole numbers, by `_RECT`
    width = len(values) * (_BAR + _GAP) - _GAP
    return format_html(
        '<svg class="pw-spark" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">{}</svg>',
        text, width, _HEIGHT, width, _HEIGHT, bars,
    )  # fmt: skip


def _bars(values: Sequence[int], top: int) -> list[tuple[int, int, int, int]]:
    heights = [max(2, round(value / top * _HEIGHT)) for value in values]
    return [(i * (_BAR + _GAP), _HEIGHT - height, _BAR, height) for i, height in enumerate(heights)]


# Telling -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flash:
    """One message for the page's top: its kind, its text, and where to undo the deed it tells of."""

    kind: str
    text: str
    undo_url: str = ""


_KINDS: Mapping[str, str] = {"success": "success", "warning": "warning", "error": "error"}


@register.filter
def flashes(messages: Sequence[Message] | None) -> list[Flash]:
    """Django's messages for ``kit/flashes.html``; ``extra_tags="undo=/url/"`` gives one a ten-second undo."""
    return [_flash(message) for message in messages or ()]


def _flash(message: Message) -> Flash:
    tags = (message.extra_tags or "").split()
    undo = next((tag.removeprefix("undo=") for tag in tags if tag.startswith("undo=")), "")
    return Flash(_KINDS.get(message.level_tag, "information"), str(message.message), undo)


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """``mapping[key]`` when the key is in a variable; None when absent."""
    return mapping.get(key)


@register.filter
def tel(number: str) -> str:
    """A number as ``tel:`` wants it: digits and a leading plus only."""
    text = str(number).strip()
    return ("+" if text.startswith("+") else "") + "".join(ch for ch in text if ch.isdigit())
