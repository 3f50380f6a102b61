"""A watched folder: whole files only, plain files only, each once."""

import os
from datetime import timedelta

import pytest

from patchwork.imports import folders
from patchwork.imports.models import Feed, Upload
from patchwork.kit.context import set_area
from tests.imports.conftest import csv_of, row

FILE = csv_of(row("Tomos Vaughan", "29/02/2016"))


@pytest.fixture
def folder(world, tmp_path):
    """The school's folder, and its list."""
    feed = Feed.objects.create(
        area=world.marlowe, organisation=world.organisations["oakfield"], service=world.services["oakfield"],
        role="class_teacher", takes_folder=True,
    )  # fmt: skip
    place = tmp_path / str(feed.pk)
    place.mkdir()
    return place


def put(path, world, data=FILE, *, ago=120):
    path.write_bytes(data)
    when = (world.now - timedelta(seconds=ago)).timestamp()
    os.utime(path, (when, when))
    return path


def take(folder, world, **later):
    taken = folders.take_all(folder.parent, now=world.now + timedelta(**later))
    set_area(world.marlowe.pk)  # each area was a transaction of its own, but for the test's
    return taken


def left(folder):
    return sorted(path.name for path in folder.iterdir() if path.is_file())


def test_a_whole_file_is_taken_once_and_no_word_of_it_stays(folder, world):
    put(folder / "roll Tomos Vaughan.csv", world)
    assert take(folder, world) == folders.Taken(files=1, failed=0)
    assert take(folder, world) == folders.Taken()
    assert Upload.objects.get().way == "folder"
    assert left(folder) == []
    (note,) = (folder / "done").iterdir()
    assert note.read_bytes() == b""
    assert "Tomos" not in note.name


def test_half_a_file_waits(folder, world):
    put(folder / "roll.csv", world, ago=20)
    put(folder / "other.csv.part", world)
    put(folder / ".hidden", world)
    assert take(folder, world) == folders.Taken()
    assert take(folder, world, minutes=2) == folders.Taken(files=1)


def test_links_are_left_alone(folder, world, tmp_path):
    secret = put(tmp_path / "secret.csv", world)
    (folder / "link.csv").symlink_to(secret)
    os.link(secret, folder / "hard.csv")
    (folder / "sub.csv").mkdir()
    os.mkfifo(folder / "pipe.csv")
    assert take(folder, world) == folders.Taken()
    assert secret.exists()


def test_a_folder_that_is_a_link_is_left_alone(folder, world, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    put(elsewhere / "roll.csv", world)
    assert take(folder, world) == folders.Taken()


def test_what_cannot_be_a_list_is_noted_as_failed(folder, world):
    put(folder / "roll.csv", world, data=b"  ")
    assert take(folder, world) == folders.Taken(files=1, failed=1)
    assert left(folder) == []
    assert len(list((folder / "failed").iterdir())) == 1


def test_a_file_whose_watcher_was_killed_is_taken_up_again(folder, world):
    claimed = put(folder / ".taken-0123", world)
    assert take(folder, world, seconds=0) == folders.Taken()
    later = (claimed.stat().st_ctime - world.now.timestamp()) + 700
    assert take(folder, world, seconds=later) == folders.Taken(files=1)


def test_a_folder_without_a_list_is_not_looked_at(folder, world):
    Feed.objects.update(takes_folder=False)
    put(folder / "roll.csv", world)
    assert take(folder, world) == folders.Taken()


def test_the_command_says_what_it_took(folder, world, capsys):
    from django.core.management import CommandError, call_command

    put(folder / "roll.csv", world)
    call_command("watch_feeds", folder=str(folder.parent))
    assert "1 taken, 0 of them" in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("watch_feeds", folder="/nowhere/at/all")
