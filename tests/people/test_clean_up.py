"""A person is here only while somebody works with them; the nightly clean-up sees to it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction

from patchwork.audit.models import AuditEvent, AuditReference, AuditSubject
from patchwork.involvement.actions import close, note_if_last
from patchwork.involvement.models import Involvement
from patchwork.kit.answers import Refused
from patchwork.people import searching, slots
from patchwork.people.actions import Identity, add_person, erase_person, note_last_needed
from patchwork.people.asking import read_box
from patchwork.people.finding import find
from patchwork.people.keeping import Cleaned, clean_up
from patchwork.people.keys import numbered, word_key
from patchwork.people.models import Person
from tests.involvement.helping import declare

NEW = Identity(given_names="Tomos", family_name="Vaughan")


def end_all(world):
    Involvement.objects.update(ended_on=world.now.date())


def tidy(world, **later):
    return clean_up(world.marlowe, now=world.now + timedelta(**later))


def exists(person):
    return Person.objects.filter(pk=person.pk).exists()


def test_nothing_happens_while_somebody_works_with_them(world, leo):
    assert tidy(world) == Cleaned(0, 0, 0)


def test_family_members_are_needed_with_them(world, unborn, kerry):
    """Nobody works with the unborn child itself."""
    Involvement.objects.exclude(person__given_names="Leo").update(ended_on=world.now.date())
    assert tidy(world) == Cleaned(0, 0, 0)


def test_when_the_last_involvement_has_ended_the_day_is_kept(world, leo, maya):
    end_all(world)
    assert tidy(world) == Cleaned(4, 0, 0)
    leo.refresh_from_db()
    assert leo.last_needed_on == world.now.date()
    assert tidy(world, days=400) == Cleaned(0, 0, 0)


def test_needed_again(world, leo):
    note_last_needed(leo, on=world.now.date())
    assert tidy(world) == Cleaned(0, 1, 0)
    leo.refresh_from_db()
    assert leo.last_needed_on is None


def test_erased_after_the_years_of_the_jurisdiction_and_not_before(world, leo):
    end_all(world)
    tidy(world)
    assert tidy(world, days=6 * 365).erased == 0
    assert tidy(world, days=6 * 365 + 3).erased == 4
    assert not exists(leo)
    assert leo.pk not in found_hartleys(world)


def test_held_records_stay(world, leo):
    end_all(world)
    tidy(world)
    Person.objects.filter(pk=leo.pk).update(held_at=world.now)
    tidy(world, days=4000)
    assert exists(leo)
    leo.refresh_from_db()
    with pytest.raises(Refused, match="holds"):
        erase_person(by=world.viewer("lena"), person=leo)


def test_without_a_period_nothing_is_erased(world, leo, monkeypatch):
    monkeypatch.setattr(slots.SLOTS, "retention_years", lambda jurisdiction: None)
    end_all(world)
    tidy(world)
    assert tidy(world, days=40000).erased == 0


def test_an_unfilled_slot_deletes_nobody(world, leo, monkeypatch):
    monkeypatch.setattr(slots.SLOTS, "needs", None)
    end_all(world)
    assert tidy(world, days=40000) == Cleaned(0, 0, 0)


def test_a_record_nobody_works_with_goes_after_a_day(world, george):
    person = add_person(by=george, identity=NEW)
    assert tidy(world, hours=23).erased == 0
    assert tidy(world, hours=25).erased == 1
    assert not exists(person)


def test_a_record_somebody_works_with_stays(world, george):
    from patchwork.demo.cast import involve

    world.persons["tomos"] = add_person(by=george, identity=NEW)
    involve(world, "george", "tomos", days=0)
    assert tidy(world, hours=25).erased == 0


def test_erasing_leaves_the_audit_whole_and_meaningless(world, amina, leo):
    from patchwork import audit

    audit.record("test.deed", by=amina, persons=[leo])
    reference = AuditReference.objects.get(person=leo.pk).reference
    events = AuditEvent.objects.count()
    erase_person(by=world.viewer("lena"), person=leo)
    assert not AuditReference.objects.filter(person=leo.pk).exists()
    assert AuditSubject.objects.filter(subject=reference).count() == 2
    assert AuditEvent.objects.count() == events + 1
    assert AuditEvent.objects.latest("pk").kind == "person.erased"


def test_other_areas_are_left_alone(world, ruby):
    end_all(world)
    tidy(world)
    tidy(world, days=4000)
    from patchwork.kit.context import set_area

    set_area(world.wattle_bay.pk)
    assert exists(ruby)


def test_by_command(world, capsys):
    call_command("clean_up")
    assert "marlowe: 0 no longer needed, 0 needed again, 0 erased" in capsys.readouterr().out


def found_hartleys(world):
    """Who is in the search table, whoever may see them."""
    return {one.person_id: one for one in searching.search(numbered([word_key("hrtl")], world.marlowe.pk))}


def test_the_search_table_is_rebuilt_by_command(world, leo, capsys):
    from patchwork.kit.context import set_area

    before = found_hartleys(world)
    assert len(before) == 4
    searching.keep([(leo.pk, [1], "|nonsense||||||")])
    assert found_hartleys(world) != before
    call_command("find_rebuild")
    set_area(world.marlowe.pk)
    assert found_hartleys(world) == before
    assert "marlowe: 4 persons" in capsys.readouterr().out


# -- work that is kept private keeps nobody in finding


def seen_by(world, who, text, **later):
    """Whom `who` finds by then, after the clean-up of that night."""
    tidy(world, **later)
    viewer = world.viewer(who).later(**later)
    return [card.person.name for card in find(read_box(text, today=viewer.today), viewer=viewer).cards]


def end_openly(world, *, hidden_stays):
    """Everybody leaves Leo's family; whether Farah stays with him makes the two worlds."""
    farah = Involvement.objects.get(post=world.posts["farah"], person=world.persons["leo"])
    for row in Involvement.objects.filter(ended_on__isnull=True).exclude(pk=farah.pk):
        close(row, reason="other", on=world.now.date(), now=world.now)
        note_if_last(row.person, world.now.date())
    if not hidden_stays:
        Involvement.objects.filter(pk=farah.pk).delete()


@pytest.mark.parametrize("who", ["chloe", "amina", "kit", "erin"])
@pytest.mark.parametrize("days", [364, 366])
def test_finding_ends_on_the_same_day_whether_or_not_a_private_service_stays(world, leo, maya, who, days):
    with transaction.atomic():
        end_openly(world, hidden_stays=True)
        with_farah = seen_by(world, who, "Leo Hartley", days=0), seen_by(world, who, "Leo Hartley", days=days)
        transaction.set_rollback(True)
    end_openly(world, hidden_stays=False)
    without = seen_by(world, who, "Leo Hartley", days=0), seen_by(world, who, "Leo Hartley", days=days)
    assert with_farah == without
    assert ("Leo Hartley" in without[1]) == (days < 365)


def test_the_private_service_itself_and_its_supervisor_find_them_on(world, leo):
    end_openly(world, hidden_stays=True)
    assert "Leo Hartley" in seen_by(world, "farah", "Leo Hartley", days=400)
    world.posts["farah"].supervisor = world.posts["joy"]
    world.posts["farah"].save(update_fields=["supervisor"])
    assert "Leo Hartley" in seen_by(world, "joy", "Leo Hartley", days=400)


def test_a_private_service_that_comes_later_brings_nobody_back_into_finding(world, farah, leo):
    end_openly(world, hidden_stays=False)
    tidy(world)
    later = farah.later(days=400)
    declare(later, leo, ground="significant_harm", organisations=(world.organisations["council"].pk,))
    assert "Leo Hartley" not in seen_by(world, "chloe", "Leo Hartley", days=400)
    declare(world.viewer("bilal").later(days=401), leo)
    assert "Leo Hartley" in seen_by(world, "chloe", "Leo Hartley", days=401)
