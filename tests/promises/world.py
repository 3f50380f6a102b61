"""The world the promises are asked of: the cast, everybody in one relation to Leo, and one row of everything."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from patchwork.accounts.models import Account, Photo
from patchwork.activity.models import Deed
from patchwork.agreements.models import Agreement
from patchwork.conversation.models import Attention, AttentionRecipient
from patchwork.demo.cast import Cast, fixed_id, involve
from patchwork.directory.models import Invitation, Post, Proposal
from patchwork.imports.models import Feed, FeedToken, Upload, UploadRow
from patchwork.involvement.models import Contact, Involvement, Look, TeamInvitation
from patchwork.kit.context import set_area
from patchwork.notifications.models import Notice
from patchwork.oversight.models import BrokerPassing, BrokerRequest, DetectorHit, WasItYou
from patchwork.oversight.subject.models import Correction, SubjectAccessCase
from patchwork.people.merging import actions as merging
from patchwork.people.merging.models import NotThisPerson
from patchwork.people.models import (
    Address,
    BreakGlass,
    BreakGlassPerson,
    Exclusion,
    Person,
    SamePersonQuestion,
    Shield,
    ShieldRequest,
    StatedRelative,
)

ABSENT_ID = uuid.UUID("00000000-0000-4000-8000-000000000000")
"""An id that nothing has."""


def furnish(world: Cast) -> dict[str, Any]:
    """Add to the cast what addresses need to point at; return the ids by the names of the parts they fill."""
    set_area(world.marlowe.pk)
    involve(world, "ivan", "leo", confirmed=False)
    world.posts["owen"] = housing_officer(world)
    involve(world, "owen", "leo")
    for short in ("george", "dan"):
        look(world, short, "leo")
    involvement = Involvement.objects.get(pk=fixed_id("involvement", "amina", "leo"))
    return {
        "person_id": world.persons["leo"].pk,
        "involvement_id": involvement.pk,
        "provisional": fixed_id("involvement", "ivan", "leo"),
        "private": fixed_id("involvement", "farah", "leo"),
        "ended": just_ended(world, "hana", "maya").pk,
        "contact_id": plan(world, "amina", involvement).pk,
        "attention_id": nudge(world, "erin", "leo", to="amina bilal hana").pk,
        "invitation_id": ask_to_join(world, "amina", "leo", to="chloe").pk,
        "agreement_id": refuse(world, "amina", "leo").pk,
        "notice_id": notice(world, "amina").public_id,
        **_protected(world),
        **_overseen(world),
        **_asked_for(world),
        **_at_the_desks(world),
        **_listed(world),
        **_to_review(world),
    }


def _listed(world: Cast) -> dict[str, Any]:
    """Lists of Joy's team, one where each of their pages leads; and a key of Amina's school."""
    now, area = world.now, world.marlowe
    service, joy = world.services["protection"], world.posts["joy"]
    feed = Feed.objects.create(
        area=area, organisation=service.organisation, service=service, role="child_protection_social_worker", as_of=now
    )
    found = {}
    for state in ("mapping", "checked", "ready", "done"):
        upload = Upload.objects.create(
            area=area, feed=feed, file_hash=state, state=state, headings='["Name", "Date of birth"]', rows_count=1,
            mapping='{"0": "name", "1": "born_on"}', uploaded_by=joy, arrived_at=now, applied_by=joy,
        )  # fmt: skip
        cells = ["Tomos Vaughan", "29/02/2016"]
        UploadRow.objects.create(
            area=area,
            upload=upload,
            number=2,
            cells=json.dumps(cells),
            verdict="new" if state in ("ready", "done") else "",
        )
        found[f"upload_{state}"] = upload.pk
    token = FeedToken.objects.create(
        area=area, organisation=world.organisations["oakfield"], name="nightly", token_hash="0" * 64,
        made_by=world.posts["moses"], made_at=now,
    )  # fmt: skip
    return {"upload_id": found["upload_ready"], "key_id": token.pk, **found}


def _overseen(world: Cast) -> dict[str, Any]:
    """What addresses of the broker and of what stands out point at."""
    now, area, leo = world.now, world.marlowe, world.persons["leo"]
    request = BrokerRequest.objects.create(
        area=area, person=leo, post=world.posts["amina"], reference="ABCD-2345", words="He comes to school hungry",
        form_token=uuid.uuid4(), asked_at=now, due_at=now + timedelta(days=2), routed_at=now,
    )  # fmt: skip
    farahs = Involvement.objects.get(pk=fixed_id("involvement", "farah", "leo"))
    passing = BrokerPassing.objects.create(
        area=area, request=request, involvement=farahs, service=world.services["clearway"], passed_at=now
    )
    asked = {"area": area, "day": now.date() - timedelta(days=1), "persons": 2, "events": [], "asked_at": now}
    amina, chloe = world.posts["amina"], world.posts["chloe"]
    hit = DetectorHit.objects.create(
        area=area, detector="unrelated", account=chloe.account, post=chloe, day=asked["day"], events=[], found_at=now
    )
    return {
        "request_id": request.pk,
        "passing_id": passing.pk,
        "hit_id": hit.pk,
        "note_id": WasItYou.objects.create(account=amina.account, post=amina, **asked).pk,
        "not_me": WasItYou.objects.create(account=chloe.account, post=chloe, answered_at=now, was_me=False, **asked).pk,
    }


def _asked_for(world: Cast) -> dict[str, Any]:
    """Leo's mother has asked what is held about him, and that something be put right."""
    now, area, lena = world.now, world.marlowe, world.posts["lena"]
    case = SubjectAccessCase.objects.create(
        area=area, person=world.persons["leo"], asked_by="parent", who_words="His mother", received_on=now.date(),
        due_on=now.date() + timedelta(days=30), opened_at=now, opened_by=lena,
    )  # fmt: skip
    correction = Correction.objects.create(
        area=area, case=case, words="His middle name is missing", asked_at=now, asked_by=lena
    )
    return {"case_id": case.pk, "correction_id": correction.pk, "kind": "identity"}


def _protected(world: Cast) -> dict[str, Any]:
    """What addresses of shields, exclusions and emergency access point at. Nothing of it acts for the cast."""
    now, area, leo = world.now, world.marlowe, world.persons["leo"]
    orla = Person.objects.create(
        area=area, given_names="Orla", family_name="Quist", born_on=now.date() - timedelta(days=3000), made_at=now,
        checked_at=now,
    )  # fmt: skip
    Shield.objects.create(area=area, person=orla, kind="other", reference="XKCD", contact="The hub", set_at=now)
    ShieldRequest.objects.create(
        area=area, person=leo, kind="other", why="His father looks for him", asked_by=world.posts["erin"], asked_at=now
    )
    first, second = sorted((leo.pk, world.persons["maya"].pk))
    question = SamePersonQuestion.objects.create(
        area=area, person_id=first, other_id=second, because="name_and_birth", raised_at=now
    )
    suggested = Exclusion.objects.create(
        area=area, person=leo, account_id=world.posts["chloe"].account_id, source="check", asked_at=now
    )
    over = break_glass(world, "kit", at=now - timedelta(hours=2))
    return {
        "shielded": orla.pk,
        "question_id": question.pk,
        **_joined(world),
        "exclusion_id": suggested.pk,
        "glass_id": over.pk,
        "waiting_glass": break_glass(world, "bilal", at=now + timedelta(minutes=4), needs_colleague=True).pk,
        "stated_id": StatedRelative.objects.create(
            area=area, account_id=world.posts["amina"].account_id, post=world.posts["amina"], stated_at=now,
            who='{"given_names": "Orla", "family_name": "Quist"}',
        ).pk,
    }  # fmt: skip


def _joined(world: Cast) -> dict[str, Any]:
    """Nell had two records: one joining stands, one was undone after her address had been noted, and one answer."""
    area, kit, now = world.marlowe, world.viewer("kit"), world.now
    nell, nella, nellie = (
        Person.objects.create(
            area=area, given_names=given, family_name="Quist", born_on=now.date() - timedelta(days=3000), made_at=now,
            checked_at=now,
        )
        for given in ("Nell", "Nella", "Nellie")
    )  # fmt: skip
    undone = merging.merge(by=kit, keep=nell, gone=nellie)
    Address.objects.create(area=area, person=nell, lines="3 Quay Lane")
    merging.unmerge(by=kit, merge=undone)
    said = SamePersonQuestion.objects.create(
        area=area, person=nell, other=nellie, because="name_and_birth", raised_at=now, answer="not_same",
        answered_by=world.posts["kit"], answered_at=now,
    )  # fmt: skip
    return {
        "merge_id": merging.merge(by=kit, keep=nell, gone=nella).pk,
        "undone": undone.pk,
        "step_id": undone.steps.get(kind="added", model="people.Address").pk,
        "answered": said.pk,
    }


def _to_review(world: Cast) -> dict[str, Any]:
    """A row of Joy's list that may be Leo, and one that was said not to be Maya. After `_listed`."""
    area, joy, now = world.marlowe, world.posts["joy"], world.now
    feed = Feed.objects.get(service=joy.service)
    upload = Upload.objects.create(
        area=area, feed=feed, file_hash="e" * 64, state="done", arrived_at=now, applied_at=now, uploaded_by=joy
    )
    row = UploadRow.objects.create(
        area=area, upload=upload, number=2, verdict="review", person=world.persons["leo"], key="1" * 64,
        cells='{"given_names": "Leon", "family_name": "Hartley"}',
    )  # fmt: skip
    said = NotThisPerson.objects.create(
        area=area, list_id=feed.pk, key="2" * 64, person=world.persons["maya"], said_by=joy, said_at=now
    )
    return {"row_id": row.pk, "said_id": said.pk}


def break_glass(world: Cast, who: str, *, at: datetime, **more: Any) -> BreakGlass:
    """An emergency opening of Leo by `who`."""
    post = world.posts[who]
    glass = BreakGlass.objects.create(
        area=post.area, person=world.persons["leo"], account_id=post.account_id, post=post, purpose="danger",
        words="Found alone in the street", asked_at=at - timedelta(minutes=1), at=at, until=at + timedelta(minutes=60),
        review_by=world.now.date() + timedelta(days=2), **more,
    )  # fmt: skip
    BreakGlassPerson.objects.create(area=post.area, glass=glass, person=world.persons["leo"])
    return glass


def _at_the_desks(world: Cast) -> dict[str, Any]:
    """What addresses of the directory and of the desks point at."""
    return {
        "service_id": world.services["oakfield"].pk,
        "post_id": world.posts["amina"].pk,
        "bilals_post": world.posts["bilal"].pk,
        "moses_post": world.posts["moses"].pk,
        "account_id": world.posts["bilal"].account_id,
        "version": face(world, "bilal").version,
        "size": "small",
        "organisation_id": world.organisations["oakfield"].pk,
        "domain": "oakfield-school.example",
        "colleague_invitation_id": invite_colleague(world, "moses").pk,
        "foreign_address": invite_colleague(world, "moses", needs_area_admin=True).pk,
        "proposal_id": propose(world, "nia").pk,
        "power": "organisation_admin",
        "code": "school_nurse",
        "measure": "call",
        "token": "not-a-token",
        "pk": 1,
        "uidb36": "1",
        "key": "not-a-key",
        "name": "none",
    }


def housing_officer(world: Cast) -> Post:
    """Owen Reid, a colleague of Chloe's: what a restricted kind gets once it is confirmed."""
    account = Account.objects.create_user("owen@marlowe-homes.example", None, name="Owen Reid", is_demo=True)
    return Post.objects.create(
        area=world.marlowe, account=account, service=world.services["homes"], role="housing_officer",
        phone="01632 960120", email=account.email, started_on=world.now.date() - timedelta(days=400),
    )  # fmt: skip


def refuse(world: Cast, who: str, person: str) -> Agreement:
    """The person has said no to `who`."""
    post = world.posts[who]
    return Agreement.objects.create(
        area=post.area, person=world.persons[person], by_person=world.persons[person], said="no",
        said_on=world.now.date(), recorded_by=post, recorded_at=world.now,
    )  # fmt: skip


def notice(world: Cast, who: str) -> Notice:
    """Something waits at the bell of `who`."""
    post = world.posts[who]
    return Notice.objects.create(
        area=post.area, kind="involvement.still", event=uuid.uuid4(), about=world.persons["leo"].pk,
        recipient_id=post.account_id, post=post.pk, channel="bell", created_at=world.now,
    )  # fmt: skip


def face(world: Cast, who: str) -> Photo:
    return Photo.objects.create(account_id=world.posts[who].account_id, thumbnail=b"RIFF", picture=b"RIFF")


def invite_colleague(world: Cast, who: str, **more: Any) -> Invitation:
    """`who` has invited an address that has not joined yet."""
    token = uuid.uuid4().hex
    return Invitation.objects.create(
        area=world.marlowe, email=f"{token[:8]}@oakfield-school.example", service=world.services["oakfield"],
        role="class_teacher", invited_by=world.posts[who], token_hash=token * 2,
        expires_at=world.now + timedelta(days=14), **more,
    )  # fmt: skip


def propose(world: Cast, who: str) -> Proposal:
    """`who` asks for another mail domain; a second person has to agree."""
    return Proposal.objects.create(
        area=world.marlowe, kind="mail_domain", about=world.organisations["oakfield"].pk,
        change={"domain": "oakfield.example"}, why="The school has a second domain",
        asked_by=world.posts[who], asked_at=world.now,
    )  # fmt: skip


def just_ended(world: Cast, who: str, person: str) -> Involvement:
    """`who` has just said that it is over, and may take that back."""
    post = world.posts[who]
    Deed.objects.create(
        area=post.area, person=world.persons[person], kind="ended", at=world.now, post=post, service=post.service
    )
    return involve(world, who, person, days=60, ended_on=world.now.date(), end_reason="finished")


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
        area=post.area, person=world.persons[person], category="call_me", raised_at=world.now,
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
