"""Administrators of a second organisation, so that there is somebody to agree."""

import pytest

from patchwork.demo.cast import Cast, Member, _post
from patchwork.directory.models import Post


def newcomer(world: Cast, member: Member, domain: str) -> Post:
    """Somebody joins the cast for one test."""
    world.posts[member.short] = post = _post(world, world.marlowe, member, domain)
    world.store()
    return post


@pytest.fixture
def olga(world):
    """Runs the housing association: another organisation than Moses's school and Nia's council."""
    member = Member("olga", "Olga Berg", "homes", "administrator", "01632 960150", ("organisation_admin",))
    newcomer(world, member, "marlowe-homes.example")
    return world.viewer("olga")


@pytest.fixture
def ines(world):
    """Runs the council's part, beside Nia who runs the area."""
    member = Member("ines", "Ines Costa", "governance", "administrator", "01632 960151", ("organisation_admin",))
    newcomer(world, member, "marlowe-council.example")
    return world.viewer("ines")
