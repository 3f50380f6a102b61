"""What the outermost layer does for every answer and every line of the log."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import RequestFactory

from patchwork.config import settings as ours
from patchwork.config.logs import one_line
from patchwork.config.middleware import Headers
from patchwork.config.passwords import NotTheExpectedWords

# -- the wire


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PROPFIND"])
def test_other_methods_are_refused_before_any_page_is_asked(method):
    def page(_request):
        raise AssertionError("was asked")

    response = Headers(page)(RequestFactory().generic(method, "/"))
    assert response.status_code == 405
    assert response["Cache-Control"] == "no-store"


def test_the_usual_methods_pass():
    for method in ("GET", "HEAD", "POST", "OPTIONS"):
        assert Headers(lambda _request: HttpResponse())(RequestFactory().generic(method, "/")).status_code == 200


def test_styles_and_scripts_carry_the_content_policy_and_may_not_be_guessed_at(client):
    response = client.get("/static/patchwork.css")
    assert response.status_code == 200
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_signing_out_empties_the_browsers_cache(browse):
    amina = browse("amina")
    page = amina.get("/sign-in/out/")
    assert "Clear-Site-Data" not in page
    assert amina.post("/sign-in/out/")["Clear-Site-Data"] == '"cache"'


# -- logs


def line(message: str, *arguments: object, error: Exception | None = None, **extra: object) -> str:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("patchwork.test", logging.WARNING, __file__, 1, message, arguments, info)
    record.__dict__.update(extra)
    return one_line().format(record)


def test_a_line_says_when_in_utc_where_and_how_bad():
    said = json.loads(line("late by %s", 5))
    assert said["says"] == "late by 5"
    assert said["timestamp"].endswith("Z")
    assert (said["logger"], said["level"]) == ("patchwork.test", "warning")


def test_what_was_typed_cannot_forge_a_line():
    forged = line("odd word %r and %s", "a\nb", 'x\n{"says": "all is well"}')
    assert len(forged.splitlines()) == 1
    assert json.loads(forged)["says"].startswith("odd word")


def test_an_error_stays_on_its_line():
    assert len(line("it broke", error=ValueError("two\nlines")).splitlines()) == 1


def test_what_hangs_on_a_record_is_not_written(rf):
    assert "csrf" not in line("Not Found: %s", "/", request=rf.get("/?csrf"), status_code=404)


def test_what_a_form_refuses_is_told_by_page_and_account_and_never_by_what_was_sent(browse, caplog):
    caplog.set_level("INFO", logger="patchwork.config")
    browse("amina").post("/preferences/", {"language": "klingon"})
    said = [record.getMessage() for record in caplog.records if record.name == "patchwork.config.middleware"]
    assert len(said) == 1
    assert said[0].startswith("refused: preferences with 422, account ")
    assert "none" not in said[0]
    assert "klingon" not in caplog.text


def test_so_is_a_method_that_no_page_has(caplog):
    caplog.set_level("INFO", logger="patchwork.config")
    Headers(lambda _request: HttpResponse())(RequestFactory().generic("TRACE", "/"))
    assert "refused: no page with 405, account none" in caplog.text


def test_the_settings_use_it():
    assert ours.LOGGING["handlers"]["console"]["formatter"] == "one_line"
    assert sys.modules["patchwork.config.logs"]


# -- passwords


@pytest.mark.parametrize(
    "password", ["Patchwork2026!!", "Safeguarding-Hub-1", "welcome-november-26", "SchoolTeam12345"]
)
def test_the_words_everybody_would_try_are_refused(password):
    with pytest.raises(ValidationError):
        NotTheExpectedWords().validate(password)


@pytest.mark.parametrize("password", ["correct horse battery staple", "73 91 !! 20 48 66", "patchwork of odd giraffes"])
def test_words_of_ones_own_pass(password):
    NotTheExpectedWords().validate(password)
