"""The browser fixture itself: a page comes up signed in, and what is wrong with it is noticed."""


def test_a_page_comes_up(visit, device, scripts):
    page = visit(at="/health/", phone=device == "phone", scripts=scripts)
    assert page.inner_text("body") == "ok"


def test_trouble_is_heard(visit):
    page = visit(at="/health/")
    page.evaluate("setTimeout(() => { throw new Error('oh') })")
    page.wait_for_timeout(50)
    assert page.complaints == ["error: oh"]
