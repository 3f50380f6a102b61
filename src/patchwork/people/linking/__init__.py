"""Matching a list against the people who are here, in one go: Splink on DuckDB, and rules that no odds overrule.

    from patchwork.people.linking import Known, ListRow, link

    for each in link(rows, known):
        each.verdict        # "auto", "review" or "new"
        each.person_id      # of the best candidate

The work is done in a process of its own with bounded memory. Importing this loads neither Splink nor DuckDB.
"""

from patchwork.people.linking.model import CURRENT, Model
from patchwork.people.linking.rows import Candidate, Known, Linked, ListRow, Verdict
from patchwork.people.linking.running import LinkingFailed, link

__all__ = ["CURRENT", "Candidate", "Known", "Linked", "LinkingFailed", "ListRow", "Model", "Verdict", "link"]
