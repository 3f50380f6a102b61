"""Administration through the product's own pages, and power by two people."""

from playwright.sync_api import expect

from patchwork.directory.models import MailDomain, Service
from patchwork.kit.context import in_area


def test_moses_adds_a_service_and_invites_a_colleague(visit, device, scripts, world, looks_right):
    page = visit("moses", at="/organisation/", phone=device == "phone", scripts=scripts)
    looks_right(page, "overview")
    page.get_by_role("link", name="Services", exact=True).click()
    page.get_by_role("link", name="Add a service").or_(page.get_by_role("button", name="Add a service")).click()
    page.get_by_label("Name of the service").fill("Breakfast Club")
    page.get_by_role("button", name="Add the service").click()
    expect(page.get_by_label("Name of the service")).to_have_value("Breakfast Club")  # no kind chosen: kept and asked
    looks_right(page, "missing-kind")
    page.get_by_label("Kind of service").select_option("school")
    page.get_by_role("button", name="Add the service").click()
    expect(page.get_by_text("The service is in the directory.")).to_be_visible()
    with in_area(world.marlowe.pk):
        assert Service.objects.filter(name="Breakfast Club").exists()
    page.get_by_role("link", name="Invitations", exact=True).click()
    page.get_by_role("link", name="Invite a colleague").or_(
        page.get_by_role("button", name="Invite a colleague")
    ).click()
    looks_right(page, "invite")
    page.get_by_label("Work e-mail address").fill("tara@oakfield-school.example")
    page.get_by_label("Service", exact=True).select_option("Breakfast Club")
    page.get_by_label("Role", exact=True).select_option("class_teacher")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_text("tara@oakfield-school.example").first).to_be_visible()
    looks_right(page, "invited")


def test_a_mail_domain_takes_two_people(visit, device, world, looks_right):
    phone = device == "phone"
    moses = visit("moses", at="/organisation/", phone=phone)
    moses.get_by_role("link", name="Mail domains").first.click()
    moses.get_by_label("Mail domain").fill("nursery.example")
    moses.get_by_label("Reason").fill("The nursery has its own addresses")
    moses.get_by_role("button", name="Ask a second person").click()
    expect(moses.get_by_text("It happens when a second person agrees")).to_be_visible()
    looks_right(moses, "asked")
    nia = visit("nia", at="/area/", phone=phone)
    looks_right(nia, "waits")
    nia.get_by_role("link", name="nursery.example").click()
    looks_right(nia, "proposal")
    nia.get_by_role("button", name="I agree, do it").click()
    expect(nia.get_by_text("Agreed: it is done.")).to_be_visible()
    with in_area(world.marlowe.pk):
        assert MailDomain.objects.filter(domain="nursery.example").exists()


def test_a_post_is_suspended_and_the_deed_undone(visit, looks_right):
    page = visit("moses", at="/organisation/")
    page.get_by_role("link", name="People", exact=True).click()
    looks_right(page, "people")
    page.get_by_role("link", name="Amina Yusuf").first.click()
    looks_right(page, "post")
    page.get_by_role("link", name="Suspend the post").click()
    page.get_by_role("button", name="Suspend the post").click()
    expect(page.get_by_text("suspended", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The post is in force again.")).to_be_visible()


def test_nia_sets_up_the_area(visit, device, looks_right):
    page = visit("nia", at="/area/settings/", phone=device == "phone")
    looks_right(page, "settings")
    page.get_by_label("Ask “still working with them?” after so many days").fill("60")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    for at, name in [
        ("/area/organisations/", "organisations"),
        ("/area/organisations/add/", "add"),
        ("/area/people/", "people"),
        ("/area/invitations/", "invitations"),
        ("/area/layers/", "layers"),
        ("/area/pack/", "pack"),
        ("/proposals/", "proposals"),
    ]:
        page.goto(at)
        looks_right(page, name)
