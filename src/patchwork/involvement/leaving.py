"""When a practitioner's post ends, their people stay with the service: nobody is lost with a colleague's leaving."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from patchwork import audit
from patchwork.access.viewers import viewer_in_post
from patchwork.directory import actions as directory
from patchwork.directory.models import Post
from patchwork.directory.viewing import Viewer
from patchwork.involvement.actions import close, note_if_last
from patchwork.involvement.models import Involvement
from patchwork.involvement.passing_on import hand_over
from patchwork.kit.answers import Refused

LEFT = "changed_job"


def pass_on_to_service(post: Post, by: Viewer) -> None:
    """Every current involvement of `post` goes to its service as a whole, lead and planned contacts with it.

    In the leaver's name, because the administrator who ends a post may see no person. What the leaver could not
    hand over any more (an exclusion, a shield) ends.
    """
    leaver = replace(viewer_in_post(post, now=by.now), is_active=True)
    for row in Involvement.objects.current(by.now, by.today).filter(post=post).select_related("person", "service"):
        try:
            with transaction.atomic():
                hand_over(by=leaver, involvement=row, to=None, leaves=True)
        except Refused:
            close(row, reason=LEFT, on=by.today, now=by.now)
            note_if_last(row.person, by.today)
            audit.record("involvement.ended_with_post", by=leaver, persons=[row.person_id])


def register() -> None:
    directory.when_post_ends(pass_on_to_service)
