"""Administrators of a second organisation, so that there is somebody to agree."""

import pytest

from patchwork.demo.cast import Member, _post


@pytest.fixture
def olga(world):
    """Runs the housing association: another organisation than Moses's school and Nia's council."""
    member = Member("olga", "Olga Berg", "homes", "administrator", "01632 960150", ("organisation_admin",))
    world.posts["olga"] = _post(world, world.marlowe, member, "marlowe-homes.example")
    return world.viewer("olga")


@pytest.fixture
def ines(world):
    """Runs the council's part, beside Nia who runs the area."""
    member = Member("ines", "Ines Costa", "governance", "administrator", "01632 960151", ("organisation_admin",))
    world.posts["ines"] = _post(world, world.marlowe, member, "marlowe-council.example")
    return world.viewer("ines")
