"""I work with them. Erin leads Leo's team, Amina, Bilal and Hana are in it; Ivan, George, Chloe and Dan are not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from patchwork import access
from patchwork.access import View
from patchwork.access.models import Audience
from patchwork.activity.models import Deed
from patchwork.agreements.actions import Word
from patchwork.agreements.models import Agreement
from patchwork.audit.models import AuditEvent
from patchwork.involvement import queries
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.notifications.models import Notice
from patchwork.people.models import Exclusion, Person, Shield
from tests.involvement.helping import around, declare, of


def told(code, person):
    """Whom a notice of this kind waits for at the bell, by first name."""
    rows = Notice.objects.filter(kind=code, about=person.pk, channel="bell")
    return {row.recipient.name.split()[0] for row in rows.select_related("recipient")}


def test_ivan_joins_the_team_amina_is_in(amina, ivan, leo):
    declare(ivan, leo)
    assert "Ivan" in around(leo, amina)


def test_ivan_now_sees_the_team_but_not_its_visits(ivan, leo):
    declare(ivan, leo)
    assert {"Erin", "Amina", "Bilal", "Hana", "Ivan"} == set(around(leo, ivan))
    assert not access.may(ivan, View.VISITS, leo)


def test_chloe_still_sees_no_one(chloe, ivan, leo):
    declare(ivan, leo)
    assert around(leo, chloe) == []


def test_lead_comes_first_then_the_headings(amina, leo):
    assert around(leo, amina) == ["Erin", "Amina", "Bilal", "Hana"]


def test_the_team_costs_the_same_however_large(amina, world, leo, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.team_around(leo, amina)
    declare(world.viewer("ivan"), leo)
    with django_assert_num_queries(1):
        queries.team_around(leo, amina)


def test_declaring_twice_is_refused(ivan, leo):
    declare(ivan, leo)
    with pytest.raises(Refused, match="already"):
        declare(ivan, leo)


def test_two_tabs_at_once_store_one(monkeypatch, ivan, leo):
    """Both tabs have asked the rule before either has written: the database decides."""
    from patchwork.involvement import rules
    from patchwork.kit.answers import YES

    declare(ivan, leo)
    monkeypatch.setattr(rules, "may_declare_involvement", lambda *_args, **_more: YES)
    with pytest.raises(Refused, match="already"):
        declare(ivan, leo)
    assert Involvement.objects.filter(person=leo, post_id=ivan.post_id).count() == 1


def test_it_is_provisional_for_five_working_days(ivan, leo):
    """Wednesday 25 November: until the end of Wednesday 2 December."""
    row = declare(ivan, leo)
    assert row.is_provisional
    assert row.provisional_until == datetime(2026, 12, 3, tzinfo=UTC)


def test_five_working_days_over_the_change_of_clocks(world, clock, leo):
    """Said on Tuesday 20 October in summer time, it lasts to midnight in winter time."""
    clock.move_to(datetime(2026, 10, 20, 9, tzinfo=UTC))
    ivan = world.viewer("ivan", now=datetime(2026, 10, 20, 9, tzinfo=UTC))
    assert declare(ivan, leo).provisional_until == datetime(2026, 10, 28, tzinfo=UTC)


def test_one_can_have_begun_on_29_february(ivan, leo):
    assert declare(ivan, leo, on=date(2024, 2, 29)).started_on == date(2024, 2, 29)


@pytest.mark.parametrize("days", [1, -365 * 60])
def test_not_tomorrow_and_not_sixty_years_ago(ivan, leo, days):
    with pytest.raises(Refused):
        declare(ivan, leo, on=ivan.today + timedelta(days=days))


def test_the_team_the_supervisor_and_the_privacy_officer_are_told(ivan, leo):
    declare(ivan, leo)
    assert {"Erin", "Amina", "Bilal", "Hana", "Lena"} <= told("involvement.declared", leo)


def test_it_leaves_an_audit_event_and_one_line_in_the_ledger(ivan, leo):
    declare(ivan, leo)
    assert AuditEvent.objects.filter(kind="involvement.declared", post=ivan.post_id).count() == 1
    assert Deed.objects.filter(kind="declared", person=leo, post_id=ivan.post_id).count() == 1


def test_a_basis_that_is_not_in_force_is_refused(ivan, leo):
    with pytest.raises(Refused, match="cannot be used"):
        declare(ivan, leo, basis="ca2004-16la")


def test_the_default_of_each_service_can_be_chosen(world, leo):
    for who in ("chloe", "dan", "george", "ivan"):
        assert declare(world.viewer(who), leo).basis


def test_a_social_worker_leads_where_nobody_does(world, kerry):
    erin = world.viewer("erin")
    row = declare(erin, kerry)
    assert (row.is_lead, row.is_statutory) == (True, True)


def test_nobody_takes_the_lead_by_joining(world, ivan, leo):
    assert not declare(ivan, leo).is_lead


def test_the_whole_service_joins(amina, ivan, leo):
    row = declare(ivan, leo, for_service=True)
    assert row.post_id is None
    assert "Marlowe" in around(leo, amina)


def test_a_restricted_officer_joins_and_sees_lead_and_self(chloe, amina, leo):
    declare(chloe, leo)
    assert around(leo, chloe) == ["Erin", "Chloe"]
    assert "Chloe" in around(leo, amina)


def test_words_of_child_and_parents_are_kept_apart(ivan, leo):
    declare(ivan, leo, words=(Word("yes", by_person_id=leo.pk), Word("not_asked", "not_reached", by_words="mother")))
    said = set(Agreement.objects.filter(person=leo).values_list("by_person_id", "by_words", "said"))
    assert said == {(leo.pk, "", "yes"), (None, "mother", "not_asked")}


def test_a_no_goes_to_the_privacy_officer(ivan, leo):
    declare(ivan, leo, words=(Word("no", by_words="mother"),))
    assert told("agreement.objection", leo) == {"Lena"}


def test_the_privacy_officer_does_not_work_with_people(lena, leo):
    with pytest.raises(Refused, match="privacy officer"):
        declare(lena, leo)


@pytest.mark.parametrize("who", ["moses", "nia", "priya"])
def test_for_these_there_is_no_such_record(world, who, leo):
    with pytest.raises(Refused, match="no such record"):
        declare(world.viewer(who), leo)


def test_an_excluded_account_finds_no_such_record(world, ivan, leo):
    Exclusion.objects.create(
        area=world.marlowe, person=leo, account_id=ivan.account_id, asked_at=world.now, acts_from=world.now
    )
    with pytest.raises(Refused, match="no such record"):
        declare(ivan, leo)


def test_a_protected_record_is_joined_by_named_posts_only(world, ivan, leo):
    Shield.objects.create(
        area=world.marlowe, person=leo, kind="adoption", reference="M-17", contact="Marlowe hub", set_at=world.now
    )
    with pytest.raises(Refused, match="protected"):
        declare(ivan, leo)


def test_its_maker_can_say_so_on_a_new_record(world, ivan):
    new = Person.objects.create(area=world.marlowe, given_names="New", made_at=world.now, made_by_id=ivan.account_id)
    assert declare(ivan, new).is_provisional


def test_what_ran_out_makes_room(world, ivan, leo):
    old = declare(ivan, leo)
    again = declare(ivan.later(days=9), leo)
    old.refresh_from_db()
    assert old.end_reason == "not_confirmed"
    assert again.pk != old.pk


# -- a sensitive service: Farah


@pytest.fixture
def farahs(world, farah, maya):
    """Farah says that she works with Maya; only the council may know."""
    return declare(farah, maya, ground="significant_harm", organisations=(world.organisations["council"].pk,))


def test_farahs_row_is_sensitive_with_ground_and_audience(world, farahs):
    assert (farahs.is_sensitive, farahs.ground) == (True, "significant_harm")
    assert farahs.audience.organisations == [world.organisations["council"].pk]


def test_without_a_ground_it_is_refused(farah, maya):
    with pytest.raises(Refused, match="ground"):
        declare(farah, maya)


def test_own_agreement_needs_their_own_yes(world, farah, maya):
    with pytest.raises(Refused, match="yes"):
        declare(farah, maya, ground="own_agreement")
    declare(farah, maya, ground="own_agreement", words=(Word("yes", by_person_id=maya.pk),))


def test_naming_nobody_is_an_audience_of_nobody(world, farah, erin, maya):
    row = declare(farah, maya, ground="significant_harm")
    assert row.audience is not None
    assert around(maya, erin) == ["Erin"]


def test_amina_sees_nothing_of_farah(world, farahs, amina, maya):
    declare(amina, maya)
    assert set(around(maya, amina)) == {"Erin", "Amina"}
    deeds = access.scope(Deed.objects.filter(person=maya), amina, View.TEAM)
    assert not deeds.filter(post_id=world.posts["farah"].pk).exists()


def test_erin_who_is_named_and_confirmed_sees_farah(farahs, erin, maya):
    assert "Farah" in around(maya, erin)


def test_farahs_joining_is_told_to_hub_and_privacy_officer_only(farahs, maya):
    assert told("involvement.declared", maya) == {"Kit", "Lena"}


def test_what_was_said_to_farah_is_not_told_to_the_team(world, farah, amina, maya):
    from patchwork.agreements.queries import said_around

    declare(farah, maya, ground="own_agreement", words=(Word("yes", by_person_id=maya.pk),))
    declare(amina, maya)
    assert said_around(maya, amina) == []
    assert [line.said for line in said_around(maya, farah)] == ["yes"]


def test_clearing_sensitive_opens_nothing(world, farahs, amina, maya):
    declare(amina, maya)
    service = world.services["clearway"]
    service.is_sensitive = False
    service.save()
    assert set(around(maya, amina)) == {"Erin", "Amina"}


# -- the page


URL = "/people/{}/join/"


def filled(client, person):
    """The page's defaults as a browser would send them back."""
    form = client.get(URL.format(person.pk)).context["form"]
    values = {}
    for bound in form:
        value = bound.value()
        if bound.name in {"since", "on"}:
            values |= {
                f"{bound.name}_day": value.day,
                f"{bound.name}_month": value.month,
                f"{bound.name}_year": value.year,
            }
        elif value is not None:
            values[bound.name] = value
    return values


def test_defaults_are_filled_and_one_press_joins(browse, world, leo):
    ivan = browse("ivan")
    answer = ivan.post(URL.format(leo.pk), filled(ivan, leo))
    assert answer.status_code == 303, answer.context["form"].errors
    assert answer.url == f"/people/{leo.pk}/"
    assert of(world, "ivan", "leo").is_provisional


def test_the_message_names_the_last_day(browse, leo):
    ivan = browse("ivan")
    answer = ivan.post(URL.format(leo.pk), filled(ivan, leo), follow=True)
    assert "after Wednesday 2 December" in answer.content.decode()


def test_a_double_press_does_nothing_twice(browse, world, leo):
    ivan = browse("ivan")
    values = filled(ivan, leo)
    ivan.post(URL.format(leo.pk), values)
    ivan.post(URL.format(leo.pk), values)
    assert Involvement.objects.filter(person=leo, post=world.posts["ivan"]).count() == 1


def test_the_page_offers_no_basis_that_cannot_be_chosen(browse, leo):
    page = browse("ivan").get(URL.format(leo.pk)).content.decode()
    assert "ca2004-16la" not in page
    assert "UK GDPR" in page


def test_a_wrong_date_is_said_at_the_field_and_the_rest_is_kept(browse, leo):
    ivan = browse("ivan")
    answer = ivan.post(URL.format(leo.pk), filled(ivan, leo) | {"since_month": "13", "said_self": "yes"})
    assert answer.status_code == 422
    assert answer.context["form"]["said_self"].value() == "yes"


def test_another_post_than_it_was_opened_in_is_refused(browse, world, leo):
    ivan = browse("ivan")
    answer = ivan.post(URL.format(leo.pk), filled(ivan, leo) | {"acting_post": str(world.posts["amina"].pk)})
    assert answer.status_code == 422
    assert not Involvement.objects.filter(person=leo, post=world.posts["ivan"]).exists()


@pytest.mark.parametrize(
    ("code", "seen"),
    [("colleague", True), ("reason", True), ("restricted", False), ("self", False), ("parent", False)],
)
def test_the_preview_is_what_each_will_see_and_saves_nothing(browse, leo, code, seen):
    ivan = browse("ivan")
    answer = ivan.post(URL.format(leo.pk), filled(ivan, leo) | {"preview": code}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert ("Ivan Petrov" in answer.content.decode()) is seen
    assert not Involvement.objects.filter(person=leo, post__account__name="Ivan Petrov").exists()


def test_the_preview_of_a_sensitive_service_is_nothing_for_colleagues(browse, world, maya):
    farah = browse("farah")
    council = str(world.organisations["council"].pk)
    values = filled(farah, maya) | {"ground": "significant_harm", "organisations": [council]}
    as_colleague = farah.post(URL.format(maya.pk), values | {"preview": "colleague"}).content.decode()
    assert "no sign that anything is hidden" in as_colleague
    as_named = farah.post(URL.format(maya.pk), values | {"preview": f"named-{council}"})
    assert [member.name for member in as_named.context["preview"].members] == ["Farah Siddiqui"]
    assert Audience.objects.count() == 2


def test_who_is_in_the_team_goes_straight_to_it(browse, leo):
    assert browse("amina").get(URL.format(leo.pk)).url == f"/people/{leo.pk}/"


@pytest.mark.parametrize("who", ["moses", "nia", "priya"])
def test_denied_is_absent(browse, who, leo):
    assert browse(who).get(URL.format(leo.pk)).status_code == 404
