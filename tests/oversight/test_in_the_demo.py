"""In the demonstration every desk of oversight has something to show."""

from __future__ import annotations

import pytest

from patchwork.access.viewers import viewer_in_post
from patchwork.audit.verifying import verify
from patchwork.demo import builder
from patchwork.demo.cast import fixed_id
from patchwork.directory.models import Post
from patchwork.kit.context import in_area
from patchwork.oversight import broker_desk, desks, limits, record, watching
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


def test_every_desk_shows_something(clock, transactional_db, monkeypatch):
    monkeypatch.setattr(builder, "faces", lambda *args, **more: None)
    marlowe = next(made.area for made in builder.build(now=NOW) if made.area.slug == "marlowe")

    def viewer(*who):
        posts = Post.objects.select_related("account", "area", "service__organisation")
        return viewer_in_post(posts.get(pk=fixed_id("post", *who)), now=NOW)

    with in_area(marlowe.pk):
        kit, lena, joy, farah = (viewer(who) for who in ("kit", "lena", "joy", "farah"))
        broker = viewer("kit", "other_role")
        assert any(line.waits for line in broker_desk.broker_lines(broker))
        assert any(line.reasons for line in broker_desk.request_lines(kit))
        assert broker_desk.passings_of(farah)
        for watcher in (kit, lena):
            assert {"Chloe Martin", "Amina Yusuf"} <= {
                line.who for line in record.record_page(watcher, record.Narrowing()).lines
            }
            assert [line.title for line in watching.hit_lines(watcher)[0]] == ["Unrelated opens"]
        assert desks.not_me(lena).count() == 1
        assert [one.post.account.name for one in limits.stopped(joy)] == ["Erin Walsh"]
    with in_area(marlowe.pk):
        assert verify(marlowe.pk).faults == []
