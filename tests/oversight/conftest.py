"""Who else is at the hub."""

from __future__ import annotations

from datetime import timedelta

import pytest

from patchwork.accounts.models import Account
from patchwork.directory.models import Post


@pytest.fixture
def rosa(world):
    """Rosa, a broker at the hub."""
    account = Account.objects.create_user("rosa@marlowe-council.example", None, name="Rosa Quill", is_demo=True)
    world.posts["rosa"] = Post.objects.create(
        area=world.marlowe, account=account, service=world.services["hub"], role="other_role", powers=["broker"],
        started_on=world.now.date() - timedelta(days=9), email=account.email,
    )  # fmt: skip
    return world.viewer("rosa")
