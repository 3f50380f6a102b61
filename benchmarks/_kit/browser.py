"""A browser without a screen: talks WSGI to the whole product in this process, keeps cookies, fills forms."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

ENCODINGS = "br, gzip"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came over the wire. `seconds`: until the last byte."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def size(self) -> int:
        """Bytes on the wire: status line, headers and body as sent."""
        return len(self.body) + sum(len(key) + len(value) + 4 for key, value in self.headers) + 19

    @property
    def text(self) -> str:
        encoding = self.header("Content-Encoding")
        if encoding == "gzip":
            import gzip

            return gzip.decompress(self.body).decode()
        if encoding == "br":
            import brotli

            return str(brotli.decompress(self.body).decode())
        return self.body.decode()


class Browser:
    """One signed-in person."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"")

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """With the token that the product wants."""
        if "csrf" in self.cookies:
            fields = {"csrfmiddlewaretoken": self.cookies["csrf"], **fields}
        return self._ask("POST", path, urlencode(fields).encode())

    def _ask(self, method: str, path: str, body: bytes) -> Answer:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "SCRIPT_NAME": "",
            "HTTP_HOST": "localhost:8000", "HTTP_ACCEPT": "text/html", "HTTP_ACCEPT_ENCODING": ENCODINGS,
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body), "wsgi.errors": BytesIO(), "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0), "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False,
        }  # fmt: skip
        started: list[Any] = []
        begun = time.perf_counter()
        answer = self.application(environ, lambda status, headers, *_more: started.append((status, headers)))
        whole = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        seconds = time.perf_counter() - begun
        status, headers = started[0]
        for key, value in headers:
            if key.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.partition(";")[0]
        return Answer(int(status[:3]), headers, whole, seconds)


def hidden_fields(html: str) -> dict[str, str]:
    """Every hidden field but the token."""
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = unescape(value[1]) if value else ""
    return found


def form_fields(html: str) -> dict[str, str]:
    """What a browser would send if one pressed the button of the page's main form without touching anything."""
    main = html[html.index("<main") :]
    fields = hidden_fields(main)
    for tag in re.findall(r"<input[^>]*>", main):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)
        if name is None or (kind and kind[1] in {"hidden", "submit"}):
            continue
        if kind and kind[1] in {"radio", "checkbox"} and not re.search(r"\schecked\b", tag):
            continue
        fields[name[1]] = unescape(value[1]) if value else ""
    for select in re.findall(r"<select.*?</select>", main, re.S):
        name = re.search(r'name="([^"]*)"', select)
        chosen = re.search(r'<option[^>]*value="([^"]*)"[^>]*selected', select)
        if name:
            fields[name[1]] = unescape(chosen[1]) if chosen else ""
    return fields


def assets_of(html: str) -> list[str]:
    """What a browser fetches for this page by itself: styles, scripts, icons, pictures."""
    found = re.findall(r'<(?:link|script|img|use)[^>]*?(?:href|src)="([^"#]+)', html)
    wanted = [unescape(path) for path in found if path.startswith(("/static/", "/photo/"))]
    return list(dict.fromkeys(wanted))
