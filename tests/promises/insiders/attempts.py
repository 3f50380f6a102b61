"""What somebody with a sign-in of their own would try. Each test in this folder is an attempt that comes to nothing."""

from datetime import timedelta

from patchwork.access.models import Audience
from patchwork.access.viewers import viewer_in_post
from patchwork.directory.models import Post
from patchwork.involvement.models import Involvement
from patchwork.people.models import Exclusion, Shield


def second_post(world, short, service, role, **more):
    """A further post of the same account."""
    return Post.objects.create(
        area=world.marlowe, account=world.posts[short].account, service=world.services[service], role=role,
        started_on=world.now.date() - timedelta(days=9), **more,
    )  # fmt: skip


def as_(world, post):
    post.refresh_from_db()
    return viewer_in_post(post, now=world.now)


def name_in_audience(world, who, person, **named):
    """Keep the involvement of `who` to those named."""
    audience = Audience.objects.create(area=world.marlowe, **named)
    row = Involvement.objects.get(post=world.posts[who], person=world.persons[person])
    row.audience = audience
    row.save(update_fields=["audience"])
    return row


def shield(world, person, *named):
    return Shield.objects.create(
        area=world.marlowe, person=person, kind="refuge", reference="M-17", contact="Marlowe hub", set_at=world.now,
        named_posts=[viewer.post_id for viewer in named],
    )  # fmt: skip


def exclude(world, viewer, person):
    Exclusion.objects.create(
        area=world.marlowe, person=person, account_id=viewer.account_id, why="aunt", asked_at=world.now,
        acts_from=world.now,
    )  # fmt: skip
