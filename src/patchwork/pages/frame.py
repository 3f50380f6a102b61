"""What stands around every page: who acts as what, where one can go, what waits."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from patchwork import audit
from patchwork.access import Viewer
from patchwork.access.middleware import AROUND_A_PERSON
from patchwork.accounts.models import initials
from patchwork.accounts.photos import own_photo_url
from patchwork.directory.models import Post, Service
from patchwork.kit.prepared import prepared
from patchwork.kit.requests import PatchworkRequest
from patchwork.notifications.queries import waiting_count
from patchwork.people.protecting import OpenEmergency, open_emergency


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go."""

    label: str
    url: str
    icon: str
    current: bool
    is_here: bool = True
    """False: the page stands further inside."""


@dataclass(frozen=True, slots=True)
class PostChoice:
    id: str
    label: str
    current: bool


# (words, URL name, icon, powers one of which is needed; none = everyone who opens persons)
PLACES: list[tuple[str, str, str, frozenset[str]]] = [
    (gettext_noop("My people"), "home", "people", frozenset()),
    (gettext_noop("Directory"), "directory", "directory", frozenset()),
    (gettext_noop("For me"), "attentions", "bell", frozenset()),
    (gettext_noop("My team"), "team_desk", "desk", frozenset({"supervisor"})),
    (gettext_noop("Lists"), "lists", "directory", frozenset({"supervisor"})),
    (gettext_noop("Hub"), "hub_desk", "desk", frozenset({"hub"})),
    (gettext_noop("Oversight"), "privacy_desk", "eye", frozenset({"privacy"})),
    (gettext_noop("Subject access"), "subject_cases", "eye", frozenset({"privacy"})),
    (gettext_noop("Broker"), "broker_desk", "message", frozenset({"broker"})),
    (gettext_noop("Moved here"), "moved_here", "desk", frozenset({"hub"})),
    (gettext_noop("Objections"), "objections", "eye", frozenset({"privacy"})),
    (gettext_noop("Two people"), "proposals", "check", frozenset({"privacy"})),
    (gettext_noop("Organisation"), "organisation_desk", "desk", frozenset({"organisation_admin"})),
    (gettext_noop("Area"), "area_desk", "desk", frozenset({"area_admin"})),
    (gettext_noop("Use"), "impact", "calendar", frozenset({"area_admin"})),
]


def desk_of(viewer: Viewer) -> str:
    """The address of the first desk that this post has by its powers; empty for who has none."""
    return next((reverse(name) for _words, name, _icon, powers in PLACES if powers & viewer.powers), "")


PLACE_NAMES = {name for _words, name, _icon, _powers in PLACES}
INSIDE = {
    "home": ("/people/", "/involvements/", "/contacts/", "/invitations/"),
    "directory": ("/directory/", "/coverage/"),
    "attentions": ("/attentions/", "/was-it-you/", "/asked/"),
    "team_desk": ("/my-team/",),
    "lists": ("/lists/",),
    "hub_desk": ("/hub/", "/oversight/", "/shields/", "/same-person/"),
    "privacy_desk": ("/oversight/", "/shields/", "/exclusions/", "/emergency/"),
    "broker_desk": ("/broker/",),
    "objections": ("/objections/",),
    "subject_cases": ("/subject-access/",),
    "proposals": ("/proposals/",),
    "organisation_desk": ("/organisation/",),
    "area_desk": ("/area/",),
}
"""Pages further inside one of the places, by how their addresses begin."""


ANSWERS = {"who_can_see", "who_can_see_card", "who_can_see_lists"}
"""The pages that answer "who can see this, and why?"."""


@prepared
def _current_posts(account_id: uuid.UUID, today: date) -> QuerySet[Post]:
    name = Subquery(Service.objects.filter(pk=OuterRef("service_id")).values("name"))  # none in another area
    posts = Post.objects.filter(account_id=account_id).current(today)
    return posts.annotate(service_name=name).select_related("area").order_by("started_on", "pk")


class Frame:
    """Read by `base.html`; each part asks the database only when the page shows it."""

    def __init__(self, request: PatchworkRequest) -> None:
        self._request = request
        self._viewer: Viewer | None = getattr(request, "viewer", None)
        self._post: Post | None = getattr(request, "post_acted_in", None)

    @property
    def signed_in(self) -> bool:
        return self._post is not None

    @property
    def demo(self) -> bool:
        return bool(settings.PATCHWORK_DEMO)

    @cached_property
    def emergency(self) -> OpenEmergency | None:
        """What stands above every page while somebody is in by break-glass."""
        return open_emergency(self._viewer) if self._viewer else None

    @property
    def why(self) -> str:
        """Where "who can see this, and why?" is answered; empty where the page shows no person.

        What a page has shown is read from what goes into the record of it, so that no page can forget the link. To be
        asked last, when the page has been put together.
        """
        shown = audit.shown_so_far()
        if not shown or self._viewer is None or self._here in ANSWERS:
            return ""
        asked = self._request.resolver_match.kwargs if self._request.resolver_match else {}
        if "person_id" in asked or asked.keys() & AROUND_A_PERSON:
            return reverse("who_can_see", args=[asked.get("person_id", shown[0])])
        return reverse("who_can_see_lists")

    @property
    def name(self) -> str:
        return self._post.account.name if self._post else ""

    @property
    def initials(self) -> str:
        return initials(self.name)

    @property
    def photo_url(self) -> str:
        return own_photo_url(self._post.account, size="small") if self._post else ""

    @property
    def post_id(self) -> str:
        return str(self._post.pk) if self._post else ""

    @property
    def post_label(self) -> str:
        return _label(self._post) if self._post else ""

    @property
    def hub_phone(self) -> str:
        return self._post.area.hub_phone if self._post else ""

    @property
    def may_find(self) -> bool:
        return self._viewer is not None and not self._viewer.opens_no_person

    @cached_property
    def posts(self) -> list[PostChoice]:
        """Every current post of the account, in any area, where it has more than the one acted in."""
        if self._post is None or self._viewer is None or getattr(self._post, "is_only_post", False):
            return []
        found = _current_posts(self._post.account_id, self._viewer.today)
        return [PostChoice(str(post.pk), _label_anywhere(post), post.pk == self._post.pk) for post in found]

    @cached_property
    def bell(self) -> int:
        return waiting_count(self._viewer) if self._viewer else 0

    @property
    def _here(self) -> str:
        return self._request.resolver_match.view_name if self._request.resolver_match else ""

    @cached_property
    def nav(self) -> list[Entry]:
        if self._viewer is None:
            return []
        here, path = self._here, self._request.path
        found = []
        for label, name, icon, powers in PLACES:
            if (powers and not powers & self._viewer.powers) or (name == "home" and not self.may_find):
                continue
            try:
                inside = path.startswith(INSIDE.get(name, ())) and here not in PLACE_NAMES
                found.append(Entry(_(label), reverse(name), icon, here == name or inside, here == name))
            except NoReverseMatch:
                continue  # a layer that is off has no address
        return found


def _label_anywhere(post: Any) -> str:
    """In another area the service cannot be read: its area stands for it."""
    return f"{post.role_label}, {post.service_name or post.area.name}"


def _label(post: Post) -> str:
    return f"{post.role_label}, {post.service.name}"


def context(request: PatchworkRequest) -> dict[str, Any]:
    """Context processor: `frame` for every template."""
    return {"frame": Frame(request)}
