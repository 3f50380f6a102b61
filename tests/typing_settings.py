"""The settings mypy's Django plugin reads: the tests', which need no secrets of an operator."""

import os

os.environ["PATCHWORK_TESTING"] = "1"
os.environ.setdefault("PATCHWORK_HOME", "var/test")

from patchwork.config.settings import *  # noqa: F403
