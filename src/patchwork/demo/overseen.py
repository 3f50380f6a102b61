"""What the desks of broker, hub and privacy officer have to show in Marlowe: some days of the record, what came of it.

Written after everything else, row by row: the record numbers and chains its events itself.
"""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connections

from patchwork.agreements import packs
from patchwork.audit.recording import INSERT
from patchwork.demo.cast import fixed_id
from patchwork.directory.models import Area, Post
from patchwork.involvement.models import Involvement
from patchwork.notifications.models import Notice
from patchwork.oversight.broker import reference_of
from patchwork.oversight.models import BrokerPassing, BrokerRequest, Decision, DetectorHit, WasItYou
from patchwork.oversight.subject.models import SubjectAccessCase, SubjectAccessStep
from patchwork.people.models import SamePersonQuestion


class Overseen:
    """Adds to one area what has been looked at and asked there. Inside `bulk.writing` of that area."""

    def __init__(self, area: Area, *, now: datetime, using: str) -> None:
        self.area, self.now, self.using = area, now, using
        self.yesterday = now.astimezone(area.zone).date() - timedelta(days=1)

    def tell(self) -> None:
        """Everything, in the order of time."""
        self._requests()
        self._days()
        self._what_came_of_it()
        self._asked_for()
        self._pairs()

    def _pairs(self) -> None:
        """What the background match has put to the hub: the same girl twice, perhaps twins, and one number twice."""
        pairs = (
            ("maya", "maya-again", "name_and_birth", 6), ("robin", "wren", "name_and_birth", 4),
            ("elodie", "elodie-winter", "identifier", 3),
        )  # fmt: skip
        for one, other, because, days in pairs:
            SamePersonQuestion.objects.using(self.using).create(
                id=fixed_id("pair", one, other), area=self.area, person_id=fixed_id("person", one), because=because,
                other_id=fixed_id("person", other), raised_at=self._at(15, 5, days_ago=days),
            )  # fmt: skip

    def _asked_for(self) -> None:
        """Kerry asks for herself what is held about her: who she is was checked, the rest waits."""
        lena, now = self._post("lena"), self.now
        asked = self.yesterday - timedelta(days=11)
        case = SubjectAccessCase.objects.using(self.using).create(
            area=self.area, person_id=fixed_id("person", "kerry"), asked_by="self", received_on=asked,
            who_words="Came to the office with her health visitor. Call her mobile, not the house.",
            due_on=packs.pack(self.area.jurisdiction).subject_access_due(asked), opened_at=now - timedelta(days=11),
            opened_by=lena,
        )  # fmt: skip
        SubjectAccessStep.objects.using(self.using).create(
            area=self.area, case=case, kind="identity", answer="document", answered_by=lena, answered_at=now,
            words="Driving licence, seen at the desk.",
        )  # fmt: skip

    def _at(self, hour: int, minute: int = 0, *, days_ago: int = 1) -> datetime:
        day = self.yesterday - timedelta(days=days_ago - 1)
        return datetime.combine(day, time(hour, minute), tzinfo=self.area.zone)

    def _post(self, who: str) -> Post:
        posts = Post.objects.using(self.using).select_related("account", "service")
        found: Post = posts.get(pk=fixed_id("post", who))
        return found

    # ── the record ────────────────────────────────────────────────────────────────────────────────────────────────

    def did(self, who: str, kind: str, *persons: str, at: datetime, purpose: str = "") -> int:
        """One event of the record; its number."""
        post = self._post(who)
        ids = [fixed_id("person", person) for person in persons]
        values = {
            "area": self.area.pk, "kind": kind, "at": at, "account": post.account_id, "post": post.pk,
            "service": post.service_id, "organisation": post.service.organisation_id, "purpose": purpose,
            "persons": ids, "classes": ["card"] * len(ids),
        }  # fmt: skip
        with connections[self.using].cursor() as cursor:
            cursor.execute(INSERT, values)
            cursor.execute("SELECT max(id) FROM audit_auditevent WHERE area_id = %s", [self.area.pk])
            return int(cursor.fetchone()[0])

    def _days(self) -> None:
        for days_ago in (4, 3, 2):
            for minute, who in enumerate(("amina", "erin", "hana", "bilal")):
                self.did(who, "shown:person", "leo", at=self._at(9 + minute, 7 * minute, days_ago=days_ago))
        self.did("george", "shown:find", "maya", at=self._at(10, 2))
        self.did("george", "involvement.looked", "maya", at=self._at(10, 4), purpose="in_front_of_me")
        self.did("george", "shown:person", "maya", at=self._at(10, 4))
        self.did("hana", "people.searched", at=self._at(11, 30))
        self.chloes = [
            self.did("chloe", kind, person, at=self._at(hour, minute), purpose=purpose)
            for kind, person, hour, minute, purpose in (
                ("shown:find", "maya", 16, 40, ""),
                ("involvement.looked", "maya", 16, 42, "about_to_see"),
                ("shown:find", "kerry", 16, 51, ""),
                ("involvement.looked", "kerry", 16, 52, "about_to_see"),
                ("involvement.looked", "leo", 17, 5, "about_to_see"),
            )
        ]

    def _what_came_of_it(self) -> None:
        chloe, george = self._post("chloe"), self._post("george")
        looks = [self.chloes[1], self.chloes[3], self.chloes[4]]
        hit = DetectorHit.objects.using(self.using).create(
            area=self.area, detector="unrelated", account=chloe.account, post=chloe, day=self.yesterday, events=looks,
            found_at=self.now,
        )  # fmt: skip
        asked = {"area": self.area, "day": self.yesterday, "asked_at": self.now}
        notes = WasItYou.objects.using(self.using)
        question = notes.create(account=chloe.account, post=chloe, persons=3, events=looks, **asked)
        notes.create(
            account=george.account, post=george, persons=1, events=[], answered_at=self.now, was_me=False, **asked
        )
        self._tell("was_it_you", question.pk, "chloe")
        self._tell("hit.found", hit.pk, "lena")
        self.did("erin", "limit.searches", at=self.now - timedelta(minutes=12))

    def _tell(self, kind: str, event: uuid.UUID, who: str, **more: Any) -> None:
        post = self._post(who)
        Notice.objects.using(self.using).create(
            area=self.area, kind=kind, event=event, recipient=post.account, post=post.pk, channel="bell",
            created_at=self.now, **more,
        )  # fmt: skip

    # ── the broker ────────────────────────────────────────────────────────────────────────────────────────────────

    def _requests(self) -> None:
        declined = self._asked("bilal", "leo", "He has lost weight since the summer. Is anyone helping?", days=5)
        self._passed(
            declined, decision=Decision.DECLINED, decided_at=self.now - timedelta(days=4), with_lead_at=self.now,
            words="She comes only because her children's school does not know. We see her every fortnight.",
        )  # fmt: skip
        waiting = self._passed(self._asked("hana", "leo", "His mother missed two appointments", days=1))
        self._tell("broker.passed", waiting.pk, "farah", about=waiting.request.person_id)
        fresh = self._asked("amina", "leo", "He falls asleep in class, and says that mum is ill again", days=0)
        passing = self._passed(fresh, passed_at=None)
        self._asked("erin", "maya", "She is often out at night", days=0, enquiry=True)
        broker = fixed_id("post", "kit", "other_role")
        post = Post.objects.using(self.using).select_related("account").filter(pk=broker).first()
        if post is not None:
            Notice.objects.using(self.using).create(
                area=self.area, kind="broker.waits", event=passing.request_id, recipient=post.account, post=post.pk,
                channel="bell", created_at=self.now,
            )  # fmt: skip

    def _asked(self, who: str, person: str, words: str, *, days: int, enquiry: bool = False) -> BrokerRequest:
        pk, at = fixed_id("broker", who, person), self.now - timedelta(days=days, minutes=50)
        return BrokerRequest.objects.using(self.using).create(
            id=pk, area=self.area, person_id=fixed_id("person", person), post=self._post(who), words=words,
            reference=reference_of(pk), is_statutory=enquiry, form_token=pk, asked_at=at, routed_at=at,
            due_at=at + (timedelta(hours=4) if enquiry else timedelta(days=3)),
        )  # fmt: skip

    def _passed(self, request: BrokerRequest, **more: Any) -> BrokerPassing:
        farah = self._post("farah")
        hers = Involvement.objects.using(self.using).get(post=farah, person_id=request.person_id, ended_on=None)
        return BrokerPassing.objects.using(self.using).create(
            area=self.area, request=request, involvement=hers, service=farah.service,
            **{"passed_at": request.asked_at + timedelta(minutes=20), **more},
        )  # fmt: skip
