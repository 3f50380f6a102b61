"""The broker: the same button, the same answer; a hidden service decides; nobody unentitled learns of it."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from patchwork import access
from patchwork.access import View, deciding
from patchwork.access.viewers import viewer_in_post
from patchwork.accounts.models import Account
from patchwork.audit.models import AuditEvent
from patchwork.directory.models import Area, Post
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.kit.context import in_area, set_area
from patchwork.notifications.models import Notice
from patchwork.oversight import broker, broker_desk, jobs
from patchwork.oversight.broker import Verdict
from patchwork.oversight.models import BrokerPassing, BrokerRequest
from tests.conftest import sign_in_as

WORDS = "His mother is often asleep when he comes home"


@pytest.fixture
def rosa(world):
    """Rosa, a broker at the hub."""
    account = Account.objects.create_user("rosa@marlowe-council.example", None, name="Rosa Quill", is_demo=True)
    world.posts["rosa"] = Post.objects.create(
        area=world.marlowe, account=account, service=world.services["hub"], role="other_role", powers=["broker"],
        started_on=world.now.date() - timedelta(days=9), email=account.email,
    )  # fmt: skip
    return world.viewer("rosa")


def ask(by, person, *, enquiry=False):
    return broker.ask_broker(by=by, person=person, words=WORDS, is_statutory=enquiry, form_token=uuid.uuid4())


def looked_up(request):
    jobs.route_request(area=request.area_id, request=str(request.pk))
    return list(BrokerPassing.objects.filter(request=request).select_related("request__person", "involvement"))


def passed_to_farah(by, person, rosa, **more):
    """`by` asks; the worker finds Farah's service; Rosa passes it on."""
    request = ask(by, person, **more)
    (passing,) = looked_up(request)
    broker.pass_on(by=rosa, request_id=request.pk)
    passing.refresh_from_db()
    return passing


def move_on(world):
    """What the worker does every five minutes, in every area."""
    jobs.keep_requests_moving(timestamp=0)
    set_area(world.marlowe.pk)


def told(code):
    rows = Notice.objects.filter(kind=code).select_related("recipient")
    return sorted({row.recipient.name.split()[0] for row in rows})


# ── the asker ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_asking_writes_one_request_and_one_job(amina, leo):
    before = ProcrastinateJob.objects.count()
    request = ask(amina, leo)
    assert BrokerRequest.objects.count() == 1
    assert ProcrastinateJob.objects.count() == before + 1
    job = ProcrastinateJob.objects.latest("pk")
    assert (job.task_name.split(".")[-1], job.args) == (
        "route_request", {"area": leo.area_id, "request": str(request.pk)},
    )  # fmt: skip
    assert not Notice.objects.filter(event=request.pk).exists()
    assert BrokerRequest.objects.get().words == WORDS


def sql_of_asking(client, viewer, person):
    """The statements of opening the page and pressing the button, values taken out."""
    url = reverse("ask_broker", args=[person.pk])
    with CaptureQueriesContext(connection) as caught:
        client.get(url)
        answer = client.post(url, {"words": WORDS, "form_token": str(uuid.uuid4()), "acting_post": str(viewer.post_id)})
        page = client.get(answer.headers["Location"])
    assert (answer.status_code, page.status_code) == (303, 200)
    return [VALUES.sub("?", one["sql"]) for one in caught.captured_queries], page


VALUES = re.compile(r"'(?:[^']|'')*'|\b\d+\b|\"s\d+_x\d+\"")


@pytest.fixture
def both_worlds(world, browse, amina, leo):
    """What asking asks of the database, with Farah's hidden involvement and without it."""

    def worlds():
        client = browse("amina")
        sql_of_asking(client, amina, leo)  # what is kept after the first time is kept for both
        with_her, seen = sql_of_asking(client, amina, leo)
        Involvement.objects.filter(post=world.posts["farah"]).delete()
        without, unseen = sql_of_asking(client, amina, leo)
        return with_her, without, seen, unseen

    return worlds


def test_the_statements_are_the_same_whether_there_is_a_hidden_service_or_not(both_worlds):
    with_her, without, seen, unseen = both_worlds()
    assert len(with_her) > 20
    assert with_her == without
    masked = [
        re.sub(rb'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', b"", one.content) for one in (seen, unseen)
    ]
    assert masked[0] == masked[1]


def test_a_look_for_hidden_services_while_asking_would_be_seen(both_worlds, monkeypatch):
    """The test of the test: the request path looks, and asks once more where there is one."""
    asked = broker.due_at

    def looks(by, **more):
        for row in Involvement.objects.filter(is_sensitive=True, area_id=by.area_id):
            Post.objects.filter(pk=row.post_id).exists()
        return asked(by, **more)

    monkeypatch.setattr(broker, "due_at", looks)
    with_her, without, *_pages = both_worlds()
    assert with_her != without


def test_a_second_press_asks_once(amina, leo):
    token = uuid.uuid4()
    for _press in range(2):
        broker.ask_broker(by=amina, person=leo, words=WORDS, is_statutory=False, form_token=token)
    assert BrokerRequest.objects.count() == 1


def test_the_button_is_on_everyones_page(browse, leo, maya):
    for who, person in (("amina", leo), ("erin", maya), ("kit", maya)):
        assert (
            b"Ask whether another service should be in touch"
            in browse(who).get(reverse("person", args=[person.pk])).content
        )


def test_who_does_not_see_the_team_cannot_ask(chloe, leo):
    with pytest.raises(Refused):
        ask(chloe, leo)


# ── on the way ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_worker_finds_the_service_that_the_asker_does_not_see(rosa, amina, leo):
    (passing,) = looked_up(ask(amina, leo))
    assert passing.service.name == "Clearway Adult Service"
    assert told("broker.waits") == ["Rosa"]
    assert told("broker.passed") == []


def test_of_a_service_the_asker_knows_nothing_is_asked(erin, leo):
    assert looked_up(ask(erin, leo)) == []  # Farah named Erin's organisation


def test_a_service_is_not_asked_about_itself(farah, leo):
    assert looked_up(ask(farah, leo)) == []


def test_looking_twice_passes_once(amina, leo):
    request = ask(amina, leo)
    assert len(looked_up(request)) == len(looked_up(request)) == 1


def test_where_there_is_no_broker_nobody_waits_for_one(amina, leo):
    looked_up(ask(amina, leo))
    assert told("broker.passed") == ["Farah"]


def test_a_lost_job_is_made_good(world, rosa, amina, leo, clock):
    ask(amina, leo)
    clock.shift(360)
    move_on(world)
    assert BrokerPassing.objects.count() == 1


def test_the_broker_learns_no_name(world, rosa, amina, leo):
    looked_up(ask(amina, leo))
    html = sign_in_as(world.posts["rosa"]).get(reverse("broker_desk")).content.decode()
    assert "Clearway Adult Service" in html
    assert BrokerRequest.objects.get().reference in html
    for word in ("Leo", "Hartley", "Amina", "Oakfield", WORDS):
        assert word not in html, word


def test_a_broker_does_not_see_what_she_asked_in_another_post(world, rosa, amina, leo):
    looked_up(ask(amina, leo))
    Post.objects.filter(pk=rosa.post_id).update(account=world.posts["amina"].account)
    assert broker_desk.broker_lines(viewer_in_post(Post.objects.get(pk=rosa.post_id), now=rosa.now)) == []


def test_only_brokers_pass_on(kit, amina, leo):
    request = ask(amina, leo)
    with pytest.raises(Refused):
        broker.pass_on(by=kit, request_id=request.pk)


# ── the hidden service decides ────────────────────────────────────────────────────────────────────────────────────


def test_farah_reads_who_asks_and_why(world, browse, rosa, amina, leo):
    passing = passed_to_farah(amina, leo, rosa)
    assert told("broker.passed") == ["Farah"]
    html = browse("farah").get(reverse("broker_passing", args=[passing.pk])).content.decode()
    for word in ("Amina Yusuf", "Oakfield", "Leo Hartley", WORDS):
        assert word in html, word


@pytest.mark.parametrize("who", ["amina", "erin", "kit", "joy", "bilal", "lena"])
def test_for_everybody_else_there_is_nothing(browse, rosa, amina, leo, who):
    passing = passed_to_farah(amina, leo, rosa)
    assert browse(who).get(reverse("broker_passing", args=[passing.pk])).status_code == 404


def test_coming_forward_opens_the_involvement_to_the_asker_and_nothing_older(world, rosa, amina, bilal, farah, leo):
    passing = passed_to_farah(amina, leo, rosa)
    broker.decide(by=farah, passing=passing, said=Verdict("forward", ground="significant_harm"))
    row = Involvement.objects.get(post=world.posts["farah"], person=leo)
    assert access.may(amina, View.TEAM, row)
    assert not access.may(bilal, View.TEAM, row)
    names = {world.organisations["council"].pk, world.organisations["oakfield"].pk}
    assert set(row.audience.organisations) == names


def test_she_comes_forward_on_a_ground_or_not_at_all(rosa, amina, farah, leo):
    passing = passed_to_farah(amina, leo, rosa)
    with pytest.raises(Refused, match="ground"):
        broker.decide(by=farah, passing=passing, said=Verdict("forward", ground="because"))
    passing.refresh_from_db()
    assert passing.decision == ""


def test_an_answer_goes_through_the_broker(world, browse, rosa, amina, farah, leo):
    passing = passed_to_farah(amina, leo, rosa)
    broker.decide(
        by=farah, passing=passing, said=Verdict("answered", words="Help is there; call the hub if it gets worse")
    )
    desk = sign_in_as(world.posts["rosa"])
    html = desk.get(reverse("broker_desk")).content.decode()
    assert "Help is there" in html
    assert "Amina Yusuf" in html
    desk.post(reverse("broker_handed_on", args=[passing.pk]), {"acting_post": str(rosa.post_id)})
    assert "Help is there" not in desk.get(reverse("broker_desk")).content.decode()
    assert not Notice.objects.filter(recipient=amina.account_id, kind__startswith="broker").exists()


def test_a_no_goes_to_the_hub_with_its_reason_and_to_the_safeguarding_lead(world, browse, rosa, amina, farah, leo):
    boss = _boss(world)
    passing = passed_to_farah(amina, leo, rosa)
    broker.decide(by=farah, passing=passing, said=Verdict("declined", words="She would stop coming"))
    assert (told("broker.declined"), told("broker.with_lead")) == (["Kit"], ["Gus"])
    assert broker_desk.passing_or_none(passing.pk, boss) is not None
    html = browse("kit").get(reverse("hub_broker")).content.decode()
    assert "She would stop coming" in html
    assert "Clearway" not in html  # of a sensitive service the hub learns no more, unless an enquiry is recorded
    broker.decide(by=boss, passing=passing, said=Verdict("answered", words="We have spoken with her"))


def _boss(world):
    account = Account.objects.create_user("gus@clearway.example", None, name="Gus Holt", is_demo=True)
    world.posts["gus"] = Post.objects.create(
        area=world.marlowe, account=account, service=world.services["clearway"], role="team_manager",
        powers=["supervisor"], started_on=world.now.date() - timedelta(days=9),
    )  # fmt: skip
    return world.viewer("gus")


def test_the_asker_sees_no_difference_whatever_is_decided(world, browse, rosa, amina, farah, leo):
    def page():
        return re.sub(
            rb'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]*"', b"",
            browse("amina").get(reverse("person", args=[leo.pk])).content,
        )  # fmt: skip

    ask(amina, leo)
    before = page()
    passing = looked_up(BrokerRequest.objects.get())[0]
    broker.pass_on(by=rosa, request_id=passing.request_id)
    assert page() == before
    broker.decide(by=farah, passing=passing, said=Verdict("declined", words="She would stop coming"))
    assert page() == before


def test_nobody_can_ask_twice_of_one_who_decided(rosa, amina, farah, leo):
    passing = passed_to_farah(amina, leo, rosa)
    broker.decide(by=farah, passing=passing, said=Verdict("answered", words="Help is there"))
    with pytest.raises(Refused, match="decided"):
        broker.decide(by=farah, passing=passing, said=Verdict("declined", words="Or not"))


# ── in time ───────────────────────────────────────────────────────────────────────────────────────────────────────


def at(world, viewer, *moment):
    from dataclasses import replace

    return replace(viewer, now=datetime(*moment, tzinfo=UTC))


def test_an_enquiry_is_decided_within_four_hours_on_the_night_the_clocks_change(world, erin):
    for night in ((2026, 10, 25, 0, 30), (2027, 3, 28, 0, 30)):
        asked = at(world, erin, *night)
        assert broker.due_at(asked, is_statutory=True) - asked.now == timedelta(hours=4)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ((2026, 11, 25, 10, 30), (2026, 11, 28, 0, 0)),  # Wednesday: until Friday's end
        ((2026, 10, 23, 9, 0), (2026, 10, 28, 0, 0)),  # Friday in summer time: until Tuesday's end, in winter time
        ((2027, 3, 25, 9, 0), (2027, 3, 31, 23, 0)),  # before Easter and the clocks: Friday and Monday are holidays
        ((2026, 12, 24, 9, 0), (2026, 12, 31, 0, 0)),  # Christmas Day, and Boxing Day's substitute on the Monday
    ],
)
def test_otherwise_by_the_end_of_the_second_working_day(world, amina, asked, due):
    assert broker.due_at(at(world, amina, *asked), is_statutory=False) == datetime(*due, tzinfo=UTC)


def test_a_teacher_makes_no_enquiry(amina, erin, leo):
    assert not ask(amina, leo, enquiry=True).is_statutory
    assert ask(erin, leo, enquiry=True).is_statutory


def test_silence_goes_to_the_safeguarding_lead_and_the_hub_once(world, rosa, amina, leo, clock):
    _boss(world)
    passed_to_farah(amina, leo, rosa)
    clock.move_to(datetime(2026, 11, 27, 23, 50, tzinfo=UTC))
    move_on(world)
    assert told("broker.late") == []
    clock.move_to(datetime(2026, 11, 28, 0, 5, tzinfo=UTC))
    for _again in range(2):
        move_on(world)
    assert (told("broker.late"), told("broker.with_lead")) == (["Kit"], ["Gus"])


def test_a_broker_who_does_not_pass_it_on_does_not_hold_it_up(world, rosa, amina, leo, clock):
    _boss(world)
    looked_up(ask(amina, leo))
    clock.move_to(datetime(2026, 11, 28, 0, 5, tzinfo=UTC))
    move_on(world)
    assert told("broker.with_lead") == ["Gus"]


# ── the hub ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_until_it_is_told_the_hub_cannot_tell_a_request_that_goes_somewhere(world, kit, amina, rosa, leo, maya):
    involve_amina(world)
    for person in (leo, maya):
        looked_up(ask(amina, person))
    lines = broker_desk.request_lines(kit)
    assert {line.person for line in lines} == {"Leo Hartley", "Maya Hartley"}
    assert [line.outcomes for line in lines] == [[], []]


def involve_amina(world):
    from patchwork.demo.cast import involve

    involve(world, "amina", "maya")


def test_the_hub_does_not_learn_whom_a_sensitive_service_asks_about(kit, lena, farah, leo):
    ask(farah, leo)
    assert [(line.person, line.asker) for line in broker_desk.request_lines(kit)] == [("", "")]
    assert [line.person for line in broker_desk.request_lines(lena)] == ["Leo Hartley"]


def test_every_deed_is_in_the_audit(rosa, amina, farah, leo):
    passing = passed_to_farah(amina, leo, rosa)
    broker.decide(by=farah, passing=passing, said=Verdict("declined", words="She would stop coming"))
    kinds = list(AuditEvent.objects.filter(kind__startswith="broker").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["broker.asked", "broker.passed", "broker.declined"]


def test_an_area_is_alone_with_its_requests(world, amina, leo):
    ask(amina, leo)
    with in_area(world.wattle_bay.pk):
        assert not BrokerRequest.objects.exists()
    assert Area.objects.count() == 2


# ── the tests of the tests: each guard taken away once ────────────────────────────────────────────────────────────


def test_without_its_row_rule_a_request_would_be_open_to_the_asker(browse, rosa, amina, leo, monkeypatch):
    passing = passed_to_farah(amina, leo, rosa)
    open_to_all = deciding.Policy("request__person_id", lambda viewer, view: access.EVERYTHING)
    monkeypatch.setitem(deciding._policies, BrokerPassing, open_to_all)
    assert browse("amina").get(reverse("broker_passing", args=[passing.pk])).status_code == 200


def test_without_that_rule_the_hub_would_learn_whom_farah_works_with(kit, farah, leo, monkeypatch):
    ask(farah, leo)
    monkeypatch.setattr(broker_desk, "_may_name", lambda row, viewer: True)
    assert [line.person for line in broker_desk.request_lines(kit)] == ["Leo Hartley"]


def test_without_looking_at_what_the_asker_sees_erin_would_be_answered_about_farah(erin, leo, monkeypatch):
    monkeypatch.setattr(broker.access, "scope", lambda rows, viewer, view: rows.none())
    assert len(broker._hidden_from(ask_unguarded(erin, leo), erin.now)) == 1


def ask_unguarded(by, person):
    return BrokerRequest.objects.create(
        area_id=by.area_id, person=person, post_id=by.post_id, reference="AAAA-2222", words=WORDS,
        form_token=uuid.uuid4(), asked_at=by.now, due_at=by.now,
    )  # fmt: skip


def test_more_requests_ask_no_more_often(kit, lena, rosa, amina, farah, leo):
    def queries(viewer, read):
        with CaptureQueriesContext(connection) as caught:
            read(viewer)
        return len(caught.captured_queries)

    readers = [(kit, broker_desk.request_lines), (lena, broker_desk.request_lines), (rosa, broker_desk.broker_lines)]
    passed_to_farah(amina, leo, rosa)
    few = [queries(viewer, read) for viewer, read in readers]
    for _more in range(5):
        passed_to_farah(amina, leo, rosa)
    assert [queries(viewer, read) for viewer, read in readers] == few
