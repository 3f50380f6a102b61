"""2,100 bad requests, with those of `test_bad_input` more than 3,000; 100,000 in the long run. No 5xx."""

from __future__ import annotations

import random

from tests.promises.sweep import Standing
from tests.proof.nonsense import Nonsense
from tests.proof.stage import trusting

HOW_MANY, CHEAP = 150, 1_950
"""Of all kinds as in the long run; and of those that are mostly refused while they are read."""


def test_no_request_falls_over(standing: Standing):
    with trusting():
        source = Nonsense(standing, random.Random(1))
        problems = [problem for problem in (source.ask() for _ in range(HOW_MANY)) if problem]
        source.ways = source.cheap_ways
        problems += [problem for problem in (source.ask() for _ in range(CHEAP)) if problem]
    assert problems == []


def test_one_that_does_is_seen(standing: Standing, monkeypatch):
    """The test of the test: one page that does not stand an odd value."""
    from patchwork.people import views

    monkeypatch.setattr(views.forms, "typed", lambda *_args, **_more: 1 // 0)
    source = Nonsense(standing, random.Random(2))
    source.forms = [form for form in source.forms if form[0].name == "find"]
    source.ways = [source.a_form]
    assert any(source.ask() for _ in range(40))
