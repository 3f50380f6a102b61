"""The world the promises are asked of: the cast, everybody in one relation to Leo, and one row of everything."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from patchwork.conversation.models import Attention, AttentionRecipient
from patchwork.demo.cast import Cast, fixed_id, involve
from patchwork.involvement.models import Contact, Involvement, Look, TeamInvitation
from patchwork.kit.context import set_area

ABSENT_ID = uuid.UUID("00000000-0000-4000-8000-000000000000")
"""An id that nothing has."""


def furnish(world: Cast) -> dict[str, Any]:
    """Add to the cast what addresses need to point at; return the ids by the names of the parts they fill."""
    set_area(world.marlowe.pk)
    involve(world, "ivan", "leo", confirmed=False)
    for short in ("george", "dan"):
        look(world, short, "leo")
    involvement = Involvement.objects.get(pk=fixed_id("involvement", "amina", "leo"))
    contact = plan(world, "amina", involvement)
    attention = nudge(world, "erin", "leo", to="amina bilal hana")
    invitation = ask_to_join(world, "amina", "leo", to="chloe")
    return {
        "person_id": world.persons["leo"].pk,
        "involvement_id": involvement.pk,
        "contact_id": contact.pk,
        "attention_id": attention.pk,
        "invitation_id": invitation.pk,
        "service_id": world.services["oakfield"].pk,
        "post_id": world.posts["bilal"].pk,
        "account_id": world.posts["bilal"].account_id,
        "version": ABSENT_ID,
        "size": "thumbnail",
        "organisation_id": world.organisations["oakfield"].pk,
        "code": "school_nurse",
        "measure": "call_started",
        "token": "not-a-token",
        "public_id": ABSENT_ID,
    }


def look(world: Cast, who: str, person: str, **more: Any) -> Look:
    """`who` has given a reason to look at `person`."""
    post = world.posts[who]
    return Look.objects.create(
        **{
            "area": post.area, "person": world.persons[person], "account": post.account, "post": post,
            "service": post.service, "purpose": "about_to_see", "words": "He will be at the door in an hour",
            "at": world.now, "until": world.now + timedelta(hours=8), **more,
        }
    )  # fmt: skip


def plan(world: Cast, who: str, involvement: Involvement) -> Contact:
    """`who` will see the person the day after tomorrow."""
    post = world.posts[who]
    return Contact.objects.create(
        area=post.area, person=involvement.person, involvement=involvement, post=post, service=post.service,
        kind="child_seen", planned_for=world.now + timedelta(days=2), recorded_at=world.now,
    )  # fmt: skip


def nudge(world: Cast, who: str, person: str, *, to: str) -> Attention:
    """`who` asks these colleagues to call."""
    post = world.posts[who]
    attention = Attention.objects.create(
        area=post.area, person=world.persons[person], category="please_call", raised_at=world.now,
        to_whole_team=False, form_token=uuid.uuid4(), post=post, service=post.service,
    )  # fmt: skip
    for short in to.split():
        AttentionRecipient.objects.create(area=post.area, attention=attention, post=world.posts[short])
    return attention


def ask_to_join(world: Cast, who: str, person: str, *, to: str) -> TeamInvitation:
    """`who` asks a colleague to join the team."""
    post = world.posts[who]
    return TeamInvitation.objects.create(
        area=post.area, person=world.persons[person], to_post=world.posts[to], asked_at=world.now, post=post,
        service=post.service,
    )  # fmt: skip
