"""What an organisation's administrator does, for their own organisation and no other."""

import pytest
from django.urls import reverse

from patchwork.audit.models import AuditEvent
from patchwork.directory import actions, queries, reviewing
from patchwork.directory.models import Invitation, MailDomain, Organisation, Post, Service
from patchwork.kit.answers import Refused


def add(by, organisation, name="Breakfast Club", kind="school"):
    return actions.add_service(by=by, organisation=organisation, name=name, kind=kind, duty_phone="01632 960500")


@pytest.fixture
def oakfield(world):
    return world.organisations["oakfield"]


def test_a_new_service_is_in_the_directory(moses, amina, oakfield):
    service = add(moses, oakfield)
    assert service in queries.findable_services(amina)
    assert AuditEvent.objects.filter(kind="directory.service.added", account=moses.account_id).exists()


def test_a_new_service_is_as_sensitive_as_its_kind(moses, oakfield):
    Organisation.objects.filter(pk=oakfield.pk).update(kind="domestic_abuse")
    oakfield.refresh_from_db()
    refuge = add(moses, oakfield, "Safe Place", "refuge")
    assert (refuge.is_sensitive, refuge.duty_line_only) == (True, True)


def test_what_an_organisation_does_not_usually_run_takes_two_people(moses, oakfield):
    """A new service of another kind would be a way around the two people that changing a kind takes."""
    with pytest.raises(Refused, match="that takes two"):
        add(moses, oakfield, "Front door", "child_protection")


def test_the_police_do_not_add_a_service_that_sees_more_than_police(moses, oakfield):
    Organisation.objects.filter(pk=oakfield.pk).update(kind="police")
    oakfield.refresh_from_db()
    with pytest.raises(Refused, match="that takes two"):
        add(moses, oakfield, "Youth outreach", "other")
    assert add(moses, oakfield, "Neighbourhood", "police_neighbourhood")


def test_whoever_supervises_a_sensitive_service_is_of_it(moses, world, oakfield):
    """Otherwise one administrator could open a drug worker's whole caseload to a supervisor elsewhere."""
    Service.objects.filter(pk=world.services["clearway"].pk).update(organisation=oakfield)
    Post.objects.filter(pk=world.posts["amina"].pk).update(powers=["supervisor"])
    farah, amina = (Post.objects.select_related("service").get(pk=world.posts[who].pk) for who in ("farah", "amina"))
    with pytest.raises(Refused, match="Choose a supervisor"):
        actions.move_supervisor(by=moses, post=farah, supervisor=amina)


def test_two_services_of_one_name_are_refused(moses, oakfield):
    add(moses, oakfield)
    with pytest.raises(Refused, match="this name already"):
        add(moses, oakfield, "breakfast club")


def test_another_organisations_service_is_not_on_the_desk(moses, world):
    with pytest.raises(Refused, match="no such record"):
        add(moses, world.organisations["nhs"])
    with pytest.raises(Refused, match="no such record"):
        actions.change_service(by=moses, service=world.services["clearway"], name="Mine now")


def test_contact_details_change_and_what_it_is_does_not(browse, world):
    service = world.services["oakfield"]
    typed = {"name": "Oakfield Primary", "duty_phone": "01632 960555", "hours": "8 to 4", "kind": "refuge"}
    answer = browse("moses").post(reverse("change_service", args=[service.pk]), typed)
    assert answer.status_code == 303
    service.refresh_from_db()
    assert (service.duty_phone, service.hours, service.kind) == ("01632 960555", "8 to 4", "school")


@pytest.mark.parametrize(
    "typed",
    [{"name": ""}, {"name": "x" * 161}, {"name": "A", "duty_phone": "call me"}, {"name": "A", "email": "nobody"}],
)
def test_bad_input_is_kept_and_explained(browse, world, typed):
    answer = browse("moses").post(reverse("change_service", args=[world.services["oakfield"].pk]), typed)
    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text
    assert all(value in answer.text for value in typed.values())


def test_a_service_with_people_does_not_close(moses, world):
    with pytest.raises(Refused, match="still hold posts"):
        actions.close_service(by=moses, service=world.services["oakfield"])


def test_an_empty_service_closes_and_opens_again(moses, amina, oakfield):
    service = add(moses, oakfield)
    actions.close_service(by=moses, service=service)
    assert service not in queries.findable_services(amina)
    actions.reopen_service(by=moses, service=service)
    assert service in queries.findable_services(amina)


def test_an_ended_post_is_gone_and_can_be_taken_back(browse, moses, bilal, world):
    post = world.posts["amina"]
    answer = browse("moses").post(reverse("end_post", args=[post.pk]))
    assert answer.status_code == 303
    assert post not in queries.findable_posts(bilal)
    browse("moses").post(reverse("resume_post", args=[post.pk]))
    assert post in queries.findable_posts(bilal)


def test_a_suspended_post_opens_nothing_at_once(browse, world):
    post = world.posts["amina"]
    browse("moses").post(reverse("suspend_post", args=[post.pk]))
    assert browse("amina").get(reverse("directory")).status_code != 200
    browse("moses").post(reverse("resume_post", args=[post.pk]))
    assert browse("amina").get(reverse("directory")).status_code == 200


def test_higher_apps_hear_that_a_post_ends(moses, world, monkeypatch):
    heard = []
    monkeypatch.setattr(actions, "_when_post_ends", [lambda post, by: heard.append((post, by))])
    actions.end_post(by=moses, post=world.posts["amina"])
    assert heard == [(world.posts["amina"], moses)]


def test_nobody_ends_or_suspends_their_own(moses, world):
    for deed in (actions.end_post, actions.suspend_post, reviewing.confirm_post, actions.resume_post):
        with pytest.raises(Refused, match="your own post"):
            deed(by=moses, post=world.posts["moses"])


def test_those_who_watch_over_the_organisation_are_not_suspended_from_below(ines, world):
    for short in ("lena", "nia"):
        with pytest.raises(Refused, match="area's administrator"):
            actions.suspend_post(by=ines, post=world.posts[short])


def test_other_organisations_people_are_not_on_the_desk(browse, world):
    moses, bilal = browse("moses"), world.posts["bilal"].pk
    for name in ("desk_post", "end_post", "suspend_post", "resume_post", "reconfirm_post", "give_powers"):
        assert moses.get(reverse(name, args=[bilal])).status_code == 404


def test_a_post_moves_under_a_supervisor_of_its_organisation(ines, world):
    ivan, joy = world.posts["ivan"], world.posts["joy"]
    actions.move_supervisor(by=ines, post=ivan, supervisor=joy)
    assert Post.objects.get(pk=ivan.pk).supervisor == joy


def test_nobody_supervises_without_the_right_or_from_elsewhere(ines, moses, world):
    with pytest.raises(Refused, match="supervisor"):
        actions.move_supervisor(by=ines, post=world.posts["ivan"], supervisor=world.posts["erin"])
    with pytest.raises(Refused, match="supervisor"):
        actions.move_supervisor(by=moses, post=world.posts["amina"], supervisor=world.posts["joy"])


def test_reconfirming_is_dated(moses, world):
    Post.objects.filter(pk=world.posts["amina"].pk).update(reconfirmed_on=None)
    assert reviewing.confirm_post(by=moses, post=world.posts["amina"]).reconfirmed_on == moses.today


def test_inviting_withdrawing_and_sending_again(browse, world, oakfield):
    moses = browse("moses")
    typed = {"email": "tara@oakfield-school.example", "service": world.services["oakfield"].pk, "role": "class_teacher"}
    assert moses.post(reverse("invite_colleague", args=[oakfield.pk]), typed).status_code == 303
    first = Invitation.objects.get()
    assert "tara@" in moses.get(reverse("organisation_invitations", args=[oakfield.pk])).text
    assert moses.post(reverse("resend_invitation", args=[first.pk])).status_code == 303
    first.refresh_from_db()
    second = Invitation.objects.get(withdrawn_at__isnull=True)
    assert first.withdrawn_at is not None
    moses.post(reverse("withdraw_colleague_invitation", args=[second.pk]))
    assert not Invitation.objects.filter(withdrawn_at__isnull=True).exists()


def test_nobody_is_invited_into_another_organisation_from_here(browse, world, oakfield):
    typed = {
        "email": "a@marlowe-health.example",
        "service": world.services["school-nursing"].pk,
        "role": "school_nurse",
    }
    answer = browse("moses").post(reverse("invite_colleague", args=[oakfield.pk]), typed)
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_a_case_worker_is_not_invited_to_administer(moses, world):
    with pytest.raises(Refused, match="at once"):
        actions.invite_colleague(
            by=moses, email=world.posts["amina"].account.email, name="", service=world.services["oakfield"],
            role="administrator", powers=["organisation_admin"],
        )  # fmt: skip


def test_an_administrator_is_not_invited_to_work_with_people(ines, world):
    with pytest.raises(Refused, match="at once"):
        actions.invite_colleague(
            by=ines, email=world.posts["moses"].account.email, name="", service=world.services["youth"],
            role="youth_worker",
        )  # fmt: skip


def test_a_domain_is_taken_off_by_one(browse, world, oakfield):
    moses = browse("moses")
    assert moses.post(reverse("drop_domain", args=[oakfield.pk, "oakfield-school.example"])).status_code == 303
    assert not MailDomain.objects.filter(organisation=oakfield).exists()
    assert moses.get(reverse("drop_domain", args=[oakfield.pk, "oakfield-school.example"])).status_code == 404


def test_the_name_changes(moses, oakfield):
    actions.change_organisation(by=moses, organisation=oakfield, name="Oakfield School", website="")
    assert Organisation.objects.get(pk=oakfield.pk).name == "Oakfield School"


def test_a_form_opened_as_another_post_is_refused(browse, world):
    typed = {"name": "Oakfield", "acting_post": str(world.posts["amina"].pk)}
    answer = browse("moses").post(reverse("change_service", args=[world.services["oakfield"].pk]), typed)
    assert answer.status_code == 422
    assert Service.objects.get(pk=world.services["oakfield"].pk).name == "Oakfield Primary"
