"""800 bad requests more than those of `test_bad_input`; 100,000 in the long run. No 5xx."""

from __future__ import annotations

import random

from tests.promises.sweep import Standing
from tests.proof.nonsense import Nonsense

HOW_MANY = 800


def test_no_request_falls_over(standing: Standing):
    source = Nonsense(standing, random.Random(1))
    problems = [problem for problem in (source.ask() for _ in range(HOW_MANY)) if problem]
    assert problems == []


def test_one_that_does_is_seen(standing: Standing, monkeypatch):
    """The test of the test: one page that does not stand an odd value."""
    from patchwork.people import views

    monkeypatch.setattr(views.forms, "typed", lambda *_args, **_more: 1 // 0)
    source = Nonsense(standing, random.Random(2))
    source.forms = [form for form in source.forms if form[0].name == "find"]
    source.ways = [source.a_form]
    assert any(source.ask() for _ in range(40))
