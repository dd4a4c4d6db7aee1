"""A real CalDAV server on loopback: Radicale, where everybody owns what is theirs and signs in with a password."""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import niquests
from radicale import Application
from radicale import config as radicale_config

from tests.support.calendars.wsgi import CERTIFICATE, serving

PEOPLE = {"ann": "open sesame never-to-be-read-by-anybody", "bob": "swordfish"}


@dataclass
class Radicale:
    """The server, and what other programs of its users do there."""

    folder: Path
    url: str = ""
    canned: tuple[int, bytes, str] | None = None
    """What it answers to everything, if it is not itself."""
    hangs: bool = False
    woken: threading.Event = field(default_factory=threading.Event)
    """Set when nobody hangs any more."""

    def serve(self, inner: Any, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request to our service; other programs are always answered."""
        ours = "python-caldav" in environ.get("HTTP_USER_AGENT", "")
        if ours and self.hangs:
            self.woken.wait(30)
        if not (ours and self.canned):
            found: Iterable[bytes] = inner(environ, start)
            return found
        status, body, kind = self.canned
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start(f"{status} Canned", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def forget_tokens(self) -> None:
        """Have it forget what it handed out to go on from."""
        for each in self.folder.rglob("sync-token"):
            shutil.rmtree(each)

    def ask(
        self, method: str, path: str, text: str = "", *, who: str = "ann", **headers: str
    ) -> niquests.Response:
        """Do as another program of somebody's would; return the answer."""
        with niquests.Session(revocation_configuration=None) as session:
            return session.request(
                method,
                f"{self.url}{path}",
                data=text.encode(),
                headers={name.replace("_", "-"): value for name, value in headers.items()},
                auth=(who, PEOPLE[who]),
                verify=str(CERTIFICATE),
            )

    def make_calendar(self, name: str, *, who: str = "ann", title: str = "", kinds: str = "VEVENT") -> str:
        """Have somebody make a calendar; return its address."""
        comps = "".join(f'<C:comp name="{each}"/>' for each in kinds.split())
        body = (
            '<C:mkcalendar xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop>'
            f"<displayname>{escape(title or name)}</displayname>"
            f"<C:supported-calendar-component-set>{comps}</C:supported-calendar-component-set>"
            "</prop></set></C:mkcalendar>"
        )
        assert self.ask("MKCALENDAR", f"/{who}/{name}/", body, who=who).status_code == 201
        return f"{self.url}/{who}/{name}/"

    def write(self, path: str, text: str, *, who: str = "ann") -> None:
        """Have somebody write an object."""
        answer = self.ask("PUT", path, text.replace("\n", "\r\n"), who=who, Content_Type="text/calendar")
        assert answer.status_code in {201, 204}, answer.text

    def read(self, path: str, *, who: str = "ann") -> bytes:
        """Return an object as it stands."""
        return self.ask("GET", path, who=who).content or b""

    def names(self, path: str, *, who: str = "ann") -> list[str]:
        """Return what stands in a calendar."""
        text = self.ask("PROPFIND", path, who=who, Depth="1").text or ""
        return sorted(
            part.split("</", 1)[0].rsplit("/", 1)[-1] for part in text.split("href>") if ".ics" in part
        )


@contextmanager
def radicale(folder: Path, *, tls: bool = False) -> Iterator[Radicale]:
    """Serve for as long as this is open; what is written lies in the folder."""
    users = folder / "users"
    users.write_text("".join(f"{name}:{password}\n" for name, password in PEOPLE.items()))
    settings = radicale_config.load()
    settings.update(
        {
            "auth": {
                "type": "htpasswd",
                "htpasswd_filename": str(users),
                "htpasswd_encryption": "plain",
                "delay": "0",
            },
            "rights": {"type": "owner_only"},
            "storage": {"filesystem_folder": str(folder / "collections"), "_filesystem_fsync": "False"},
        },
        "tests",
        privileged=True,
    )
    app, served = Application(settings), Radicale(folder)
    with serving(lambda environ, start: served.serve(app, environ, start), tls=tls) as url:
        served.url = url
        yield served
        served.woken.set()
