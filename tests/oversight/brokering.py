"""What tests of the broker do: ask, look who is hidden, pass on, let the worker go round."""

from __future__ import annotations

import uuid
from datetime import timedelta

from patchwork.accounts.models import Account
from patchwork.directory.models import Post
from patchwork.kit.context import set_area
from patchwork.oversight import broker, jobs
from patchwork.oversight.models import BrokerPassing

WORDS = "His mother is often asleep when he comes home"


def ask(by, person, *, enquiry=False):
    return broker.ask_broker(by=by, person=person, words=WORDS, is_statutory=enquiry, form_token=uuid.uuid4())


def looked_up(request):
    jobs.route_request(area=request.area_id, request=str(request.pk))
    return list(BrokerPassing.objects.filter(request=request).select_related("request__person", "involvement"))


def passed_to_farah(by, person, rosa, **more):
    """`by` asks; the worker finds Farah's service; Rosa passes it on."""
    request = ask(by, person, **more)
    (passing,) = looked_up(request)
    broker.pass_on(by=rosa, request_id=request.pk)
    passing.refresh_from_db()
    return passing


def move_on(world):
    """What the worker does every five minutes, in every area."""
    jobs.keep_requests_moving(timestamp=0)
    set_area(world.marlowe.pk)


def safeguarding_lead(world):
    """Gus, who leads Farah's service."""
    account = Account.objects.create_user("gus@clearway.example", None, name="Gus Holt", is_demo=True)
    world.posts["gus"] = Post.objects.create(
        area=world.marlowe, account=account, service=world.services["clearway"], role="team_manager",
        powers=["supervisor"], started_on=world.now.date() - timedelta(days=9),
    )  # fmt: skip
    return world.viewer("gus")
