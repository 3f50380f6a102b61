"""What the web server serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from patchwork.config import readiness

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "patchwork.config.settings")
application = get_wsgi_application()
readiness.refuse_demo_on_other_data()
readiness.warm_up()
