"""The browser fixture itself: a page comes up signed in, and what is wrong with it is noticed."""


def test_a_page_comes_up(visit, device, scripts):
    page = visit(at="/health/", phone=device == "phone", scripts=scripts)
    assert page.inner_text("body") == "ok"


def test_trouble_is_heard(visit):
    page = visit(at="/health/")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('oh') })")
    assert page.complaints == ["error: oh"]


def test_a_page_is_looked_at_when_all_of_it_is_there(visit, looks_right, slowly):
    page = visit(at="/sign-in/")
    page.get_by_role("link", name="Forgotten your password?").click()
    looks_right(page, "in-drips")
    assert page.evaluate("document.readyState") == "complete"
