"""Django's own checks of what we configured."""

import os
import subprocess
import sys

from django.core.management import call_command


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_production_settings_are_fit_for_the_internet():
    """As an operator starts it: nothing of demo or tests in the environment, secrets from outside."""
    production = {key: value for key, value in os.environ.items() if not key.startswith("PATCHWORK_")}
    production |= {
        "PATCHWORK_SECRET_KEY": "not-a-secret-" * 5,
        "PATCHWORK_KEYS": "k1:" + "A" * 43 + "=",
        "PATCHWORK_HOSTS": "patchwork.example",
        "PATCHWORK_URL": "https://patchwork.example",
    }
    command = [sys.executable, "-m", "patchwork.config.cli", "manage", "check", "--deploy", "--fail-level=WARNING"]
    done = subprocess.run(command, env=production, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
