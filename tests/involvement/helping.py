"""Short ways to do and read things, so that tests read as a story."""

from patchwork.agreements.queries import default_basis
from patchwork.involvement import actions, queries
from patchwork.involvement.actions import Declaration
from patchwork.involvement.models import Involvement


def saying(viewer, person, **more):
    """What the page says with its defaults, but for `more`."""
    basis = default_basis(viewer, person)
    known = {"role": viewer.role, "on": viewer.today, "basis": basis.code if basis else ""}
    return Declaration(**{**known, **more})


def declare(viewer, person, *, invitation=None, **more):
    return actions.declare_involvement(
        by=viewer, person=person, declaration=saying(viewer, person, **more), invitation=invitation
    )


def names(team):
    """First names in the order of the page."""
    return [member.name.split()[0] for group in team.groups for member in group.members]


def around(person, viewer):
    return names(queries.team_around(person, viewer))


def of(world, who, person):
    """The involvement of `who` with `person`, ended or not."""
    return Involvement.objects.filter(post=world.posts[who], person=world.persons[person]).latest("declared_at")
