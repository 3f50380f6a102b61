"""What a proof does without, so that a hundred thousand requests fit into an hour: nothing that decides anything.

- Templates tell nobody that they were rendered. Django's test client copies every context for that.
- The database keeps its plans when a savepoint is undone. psycopg forgets them all then, as a table might have been
  made and be gone again; here none ever is. It also keeps more of them than a hundred, since all shapes of viewers come
  in turn.
- How psycopg reads a statement is kept of all, not of the last 128 and the short ones.
- The collector of cycles looks less often, and not again at what was there when the proof began.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from unittest import mock

from django.db import connection
from django.template.base import Template
from psycopg import _queries
from psycopg._preparing import PrepareManager

MOST_PLANS = 800

READ = {
    "MAX_CACHED_STATEMENT_LENGTH": 2**22,
    "MAX_CACHED_STATEMENT_PARAMS": 2**16,
    "_query2pg": lru_cache(4_000)(_queries._query2pg_nocache),
    "_query2pg_client": lru_cache(4_000)(_queries._query2pg_client_nocache),
}


def _render(template: Template, context: object) -> str:
    return template.nodelist.render(context)


def keep(*_args: object) -> bool:
    """In place of psycopg's question whether all plans are to be dropped: never, for no table goes."""
    return False


@contextmanager
def lean() -> Iterator[None]:
    """While this lasts, requests and statements cost what they cost and little else."""
    connection.ensure_connection()
    raw, often = connection.connection, gc.get_threshold()
    most, raw.prepared_max = raw.prepared_max, MOST_PLANS
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        with (
            mock.patch.object(Template, "_render", _render),
            mock.patch.object(PrepareManager, "_should_discard", keep),
            mock.patch.multiple(_queries, **READ),
        ):
            yield
    finally:
        gc.set_threshold(*often)
        gc.unfreeze()
        raw.prepared_max = most
