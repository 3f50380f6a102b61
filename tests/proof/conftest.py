"""The standing world of the promises, for proofs that ask it."""

from tests.promises.conftest import standing, undone

__all__ = ["standing", "undone"]
