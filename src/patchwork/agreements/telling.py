"""Notices about what families said."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from patchwork import access
from patchwork.access import View, Viewer
from patchwork.access.readers import kind_asked_again, reader_of
from patchwork.agreements.models import Agreement
from patchwork.notifications.models import Notice
from patchwork.notifications.telling import Kind, register


def _privacy_may(notice: Notice) -> bool:
    reader = reader_of(notice)
    return reader is not None and access.scope(Agreement.objects.filter(pk=notice.event), reader, View.CARD).exists()


def _open_to_privacy(viewer: Viewer) -> Q:
    unanswered = Agreement.objects.filter(pk=OuterRef("event"), answered_at=None)
    return Q(Exists(access.scope(unanswered, viewer, View.CARD)))


def _open_to_recorder(viewer: Viewer) -> Q:
    return Q(Exists(access.scope(Agreement.objects.filter(pk=OuterRef("event")), viewer, View.TEAM)))


def register_kinds() -> None:
    register(
        Kind(
            "agreement.objection",
            subject=_("An objection waits for you on Patchwork"),
            line=_("Someone has said no to being on Patchwork. Please answer."),
            link=lambda notice: reverse("objections"),
            may_still=_privacy_may,
            open=_open_to_privacy,
        )
    )
    register(
        kind_asked_again(
            "agreement.answered",
            subject=_("An objection has been answered on Patchwork"),
            line=_("The privacy officer has answered a no that you recorded. Please pass it on."),
            link=lambda notice: reverse("who_can_see", args=[notice.about]),
            still=_open_to_recorder,
        )
    )
