"""What is told about attentions: by mail without content, at the bell by name, in the ledger by category."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.access.readers import kind_asked_again
from patchwork.activity.models import Deed
from patchwork.activity.words import register_words
from patchwork.agreements import packs
from patchwork.conversation.models import Attention, AttentionRecipient
from patchwork.notifications import queries as bell
from patchwork.notifications import telling
from patchwork.people.models import Person

RAISED = "attention.raised"


def register() -> None:
    bell.fill_about_rule(team_is_open)
    telling.register(
        kind_asked_again(
            RAISED,
            subject=gettext_lazy("Something new on Patchwork"),
            line=gettext_lazy("Something new around a person you work with on Patchwork."),
            link=lambda notice: reverse("attentions"),
            still=still_stands,
            own_list=True,
        )
    )
    register_words("attention", _raised_words)
    register_words("attention_withdrawn", lambda deed: _("took back a call for attention"))


def team_is_open(viewer: Viewer) -> Q:
    """Notices about a person whose team the viewer may see now."""
    persons = access.scope(Person.objects.filter(pk=OuterRef("about")), viewer, View.TEAM)
    return Q(Exists(persons))


def still_stands(viewer: Viewer) -> Q:
    """Notices of attentions that the viewer may see, has not acknowledged, and that were not taken back."""
    nudges = waiting_nudges(viewer).filter(attention_id=OuterRef("event"))
    attentions = access.scope(Attention.objects.filter(pk=OuterRef("event"), closed_at__isnull=True), viewer, View.TEAM)
    return Q(Exists(nudges)) & Q(Exists(attentions))


def waiting_nudges(viewer: Viewer) -> QuerySet[AttentionRecipient]:
    """Nudges of the post acted in that nobody has acknowledged; whether they may be seen is asked apart."""
    if viewer.post_id is None:
        return AttentionRecipient.objects.none()
    return AttentionRecipient.objects.filter(post_id=viewer.post_id, acknowledged_at__isnull=True)


def _raised_words(deed: Deed) -> str:
    return _("raised attention: %(category)s") % {"category": category_words(deed.detail)}


def category_words(code: str, jurisdiction: str = "") -> str:
    """How a category reads; where the pack of the area is not at hand, any pack that has it."""
    known = packs.load_packs()
    candidates = [known[jurisdiction]] if jurisdiction in known else list(known.values())
    for pack in candidates:
        if code in pack.attentions:
            return str(pack.attentions[code].words)
    return _("attention")  # a category that the pack no longer has
