"""Which packages are in here, and is anything known against them? `./run audit` says it.

Writes two lists of parts (CycloneDX): what a server runs, from `uv.lock`, and what the styles and scripts are built
with, from `frontend/package-lock.json`. Then it asks the public databases of known weaknesses, through uv and npm.
What could not be asked is said in a line of its own: silence is never taken for "nothing known".
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120  # seconds for each answer


class Outcome(IntEnum):
    """How one question ended; the numbers are exit statuses."""

    CLEAN = 0
    KNOWN_WEAKNESS = 1
    BROKEN = 2
    NOT_ASKED = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one question, in a line to print."""

    outcome: Outcome
    words: str


NO_ANSWER = ("error sending request", "request failed", "dns error", "timed out", "timeout", "connection refused",
             "enotfound", "eai_again", "econnrefused", "econnreset", "etimedout",
             "audit endpoint returned an error", "405 method not allowed")  # fmt: skip
"""How the tools say that nobody answered. Anything else that fails is a mistake of ours, and is red."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./run audit", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--into", type=Path, default=ROOT / "var" / "audit", help="folder for the lists of parts")
    parser.add_argument("--must-ask", action="store_true", help="fail where a database could not be asked")
    parser.add_argument("--uv", default="uv", help=argparse.SUPPRESS)
    parser.add_argument("--npm", default="npm", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    chosen.into.mkdir(parents=True, exist_ok=True)
    findings = [
        list_parts_of_server(chosen.uv, chosen.into / "server.cdx.json"),
        list_parts_of_frontend(chosen.npm, chosen.into / "frontend.cdx.json"),
        ask_about_server(chosen.uv),
        ask_about_frontend(chosen.npm),
    ]
    for finding in findings:
        print(finding.words)
    return exit_status(findings, must_ask=chosen.must_ask)


def exit_status(findings: Sequence[Finding], *, must_ask: bool) -> int:
    """Red for a known weakness or a mistake of ours; for an unasked question only where it was a must."""
    outcomes = {finding.outcome for finding in findings}
    for bad in (Outcome.BROKEN, Outcome.KNOWN_WEAKNESS):
        if bad in outcomes:
            return int(bad)
    return int(Outcome.NOT_ASKED) if must_ask and Outcome.NOT_ASKED in outcomes else 0


# -- lists of parts


def list_parts_of_server(uv: str, to: Path) -> Finding:
    """What an installation without the tools for developers holds, each part with version and hashes."""
    said = _run(
        [uv, "export", "--frozen", "--no-dev", "--no-emit-project", "--quiet", "--preview-features=sbom-export",
         "--format=cyclonedx1.5"], ROOT
    )  # fmt: skip
    return _kept(said, to, "server")


def list_parts_of_frontend(npm: str, to: Path) -> Finding:
    """What the committed styles and scripts are built with."""
    if shutil.which(npm) is None:
        return Finding(Outcome.NOT_ASKED, "NOT LISTED: parts of the front end (there is no Node here).")
    said = _run([npm, "sbom", "--sbom-format=cyclonedx", "--package-lock-only"], ROOT / "frontend")
    return _kept(said, to, "front end")


def _kept(said: subprocess.CompletedProcess[str], to: Path, what: str) -> Finding:
    parts = _json(said.stdout)
    if said.returncode != 0 or "components" not in parts:
        return Finding(Outcome.BROKEN, f"FAILED: the list of parts of the {what}: {_last_words(said)}")
    to.write_text(json.dumps(parts, indent=2) + "\n")
    return Finding(Outcome.CLEAN, f"Listed: {len(parts['components'])} parts of the {what} in {to}")


# -- known weaknesses


def ask_about_server(uv: str) -> Finding:
    """Ask OSV about every Python package that is locked, those for developers included."""
    said = _run([uv, "audit", "--frozen", "--preview-features=audit-command,json-output", "--output-format=json"], ROOT)
    answer = _json(said.stdout)
    if "vulnerabilities" not in answer:
        return _no_answer(said, "Python packages (OSV)")
    known = [
        f"  {found['dependency']['name']} {found['dependency']['version']}: {found['display_id']}, "
        f"mended in {', '.join(found['fix_versions']) or 'no version yet'}. {found['link']}"
        for found in answer["vulnerabilities"]
    ]
    known += [f"  {found}" for found in answer.get("adverse_statuses", [])]
    return _answered(known, "Python packages (OSV)", answer["summary"]["audited_packages"])


def ask_about_frontend(npm: str) -> Finding:
    """Ask the packages' registry about what the front end is built with."""
    if shutil.which(npm) is None:
        return Finding(Outcome.NOT_ASKED, "NOT ASKED: packages of the front end (there is no Node here).")
    said = _run([npm, "audit", "--package-lock-only", "--json"], ROOT / "frontend")
    answer = _json(said.stdout)
    if "vulnerabilities" not in answer:
        return _no_answer(said, "packages of the front end")
    known = [f"  {name}: {found['severity']}" for name, found in answer["vulnerabilities"].items()]
    return _answered(known, "packages of the front end", answer["metadata"]["dependencies"]["total"])


def _answered(known: list[str], what: str, asked: int) -> Finding:
    if not asked:
        return Finding(Outcome.BROKEN, f"FAILED: asked about no {what} at all")
    if known:
        return Finding(Outcome.KNOWN_WEAKNESS, "\n".join([f"KNOWN WEAKNESSES in {asked} {what}:", *known]))
    return Finding(Outcome.CLEAN, f"Asked about {asked} {what}: nothing is known against them today.")


def _no_answer(said: subprocess.CompletedProcess[str], what: str) -> Finding:
    heard = f"{said.stdout}\n{said.stderr}".lower()
    if any(words in heard for words in NO_ANSWER):
        return Finding(Outcome.NOT_ASKED, f"NOT ASKED: {what}: the database could not be reached from here. "
                       "Nothing is known either way; run this where it can be.")  # fmt: skip
    return Finding(Outcome.BROKEN, f"FAILED: asking about {what}: {_last_words(said)}")


# -- helpers


def _run(command: list[str], where: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, cwd=where, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 2, "", "timed out")
    except OSError as error:
        return subprocess.CompletedProcess(command, 2, "", f"{command[0]}: {error.strerror}")


def _json(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _last_words(said: subprocess.CompletedProcess[str]) -> str:
    lines = (said.stderr or said.stdout).strip().splitlines()
    return lines[-1] if lines else f"exit status {said.returncode}"


if __name__ == "__main__":
    sys.exit(main())
