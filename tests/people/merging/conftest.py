import pytest

from tests.people.merging.helping import question, record


@pytest.fixture
def leon(world, george):
    """Leo, as the surgery wrote him down: another spelling, a number, an address."""
    from datetime import date

    world.persons["leon"] = record(
        george, given_names="Leon", family_name="Hartley", born_on=date(2017, 3, 14), known_as="Leo", sex="male",
        address="3 Quay Lane", postcode="ZM1 4AB", identifiers=(("nhs", "9434765919"),),
    )  # fmt: skip
    return world.persons["leon"]


@pytest.fixture
def twin(world, george):
    """Leo's twin brother, whom nobody here has known of."""
    from datetime import date

    world.persons["twin"] = record(
        george, given_names="Max", family_name="Hartley", born_on=date(2017, 3, 14), sex="male"
    )
    return world.persons["twin"]


@pytest.fixture
def asked(leo, leon):
    """Whether Leo and Leon are one waits to be answered."""
    return question(leo, leon)


@pytest.fixture
def twins(leo, twin):
    """Whether Leo and Max are one waits to be answered: a veto speaks against it."""
    return question(leo, twin)


@pytest.fixture
def lou(world):
    """A second practitioner of the hub."""
    from patchwork.accounts.models import Account
    from patchwork.directory.models import Post

    account = Account.objects.create_user("lou@marlowe-council.example", None, name="Lou Marsh", is_demo=True)
    kit = world.posts["kit"]
    world.posts["lou"] = Post.objects.create(
        area=kit.area, account=account, service=kit.service, role=kit.role, powers=["hub"], email=account.email,
        started_on=kit.started_on, phone="01632 960901", reconfirmed_on=kit.reconfirmed_on,
    )  # fmt: skip
    return world.viewer("lou")
