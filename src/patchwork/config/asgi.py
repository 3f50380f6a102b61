"""The same application for an ASGI server, for those who have one."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from patchwork.config import readiness

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "patchwork.config.settings")
os.environ.setdefault("PATCHWORK_STATEMENT_TIMEOUT", "10s")  # a page that takes longer is broken: others wait behind it
application = get_asgi_application()
readiness.refuse_demo_on_other_data()
readiness.warm_up()
