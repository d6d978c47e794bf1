"""SMTP and IMAP over TLS: letters out, letters in. Passwords come in as arguments and are kept nowhere."""

from __future__ import annotations

import imaplib
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, Self

import msgspec
from msgspec import Struct

from forms.errors import YuebaoError
from sync import durable
from sync.limits import STANDARD
from sync.transport.messages import PASSWORD, UNSAFE
from sync.version import APP
from sync.workspace import Workspace

SETTING = "mail"
FOLDER = "mail"
_SEEN = "mail-seen"
_PATIENCE = 30.0
_PERMANENT = 500
_TLS_PORTS = {465: "tls", 993: "tls", 587: "starttls", 143: "starttls", 25: "starttls"}
Security = Literal["tls", "starttls", "none"]


class Refused(Exception):  # noqa: N818 - the server's answer, not our fault
    """The server will not have this letter, whenever it is tried."""


class Server(Struct, frozen=True, kw_only=True):
    """Where a server is; `security` none only on this machine."""

    host: str
    port: int
    security: Security


class MailSetup(Struct, frozen=True, kw_only=True):
    """What is kept of the mail account: no password. `ca` names a file with the office's own certificate authority."""

    smtp: Server | None = None
    imap: Server | None = None
    user: str = ""
    sender: str = ""
    box: str = "INBOX"
    ca: str | None = None


def setup_of(ws: Workspace) -> MailSetup:
    """The account of this workspace."""
    text = ws.store.settings.get(SETTING)
    return msgspec.json.decode(text, type=MailSetup) if text else MailSetup()


def keep_setup(ws: Workspace, setup: MailSetup) -> None:
    """Remember the account."""
    ws.store.settings.set(SETTING, msgspec.json.encode(setup).decode())


def server_of(text: str, default: int) -> Server:
    """`HOST`, `HOST:PORT`, or `none:HOST:PORT` for one on this machine without TLS. `E-USAGE`, `E-MAIL`."""
    *scheme, place = text.rpartition("none:")[1:] if text.startswith("none:") else ("", text)
    host, _, number = place.partition(":")
    if not host or (number and not number.isdecimal()):
        raise YuebaoError("E-USAGE", detail=text)
    port = int(number) if number else default
    security = "none" if scheme and scheme[0] else _TLS_PORTS.get(port, "tls")
    if security == "none" and not _is_here(host):
        raise YuebaoError("E-MAIL", server=host, detail=UNSAFE)
    return msgspec.convert({"host": host, "port": port, "security": security}, Server)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _tls(setup: MailSetup) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=setup.ca)


@contextmanager
def _told(server: Server) -> Iterator[None]:
    """What goes wrong on the line becomes `E-MAIL`; a refused password is said as such."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise YuebaoError("E-MAIL", server=server.host, detail=PASSWORD) from error
    except (OSError, smtplib.SMTPException, imaplib.IMAP4.error, EOFError) as error:
        said = getattr(error, "strerror", None) or str(error) or type(error).__name__
        detail = PASSWORD if "AUTHENTICATIONFAILED" in str(error) else said
        raise YuebaoError("E-MAIL", server=server.host, detail=detail) from error


# --- out ---------------------------------------------------------------------------------------------


class Mailer:
    """Sends letters over one connection, which is opened for the first and closed at the end."""

    def __init__(self, setup: MailSetup, password: str) -> None:
        if setup.smtp is None:
            raise YuebaoError("E-MAIL-SETUP", detail="--smtp")
        self.server = setup.smtp
        self._setup = setup
        self._password = password
        self._open: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._open is not None:
            self._open.close()

    def send(self, data: bytes, sender: str, to: Sequence[str]) -> None:
        """Give one letter to the server. Raises `Refused` for good, `E-MAIL` for now."""
        with _told(self.server):
            line = self._connected()
            try:
                line.sendmail(sender, list(to), data)
            except smtplib.SMTPRecipientsRefused as refusal:
                _settle(dict(refusal.recipients.values()), refusal)
            except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refusal:
                _settle({refusal.smtp_code: refusal.smtp_error}, refusal)

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            self._open = self._connect()
        return self._open

    def _connect(self) -> smtplib.SMTP:
        server = self.server
        if not self._password.isascii():  # smtplib has no way to say it
            raise YuebaoError("E-MAIL", server=server.host, detail=PASSWORD)
        if server.security == "tls":
            tls = _tls(self._setup)
            line: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE, context=tls)
        else:
            line = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE)
        try:
            if server.security == "starttls":
                line.starttls(context=_tls(self._setup))
            if self._setup.user:
                line.login(self._setup.user, self._password)
        except BaseException:
            line.close()
            raise
        return line


def _settle(said: dict[int, bytes | str], refusal: smtplib.SMTPException) -> None:
    """A permanent answer (5xx) is final; a temporary one leaves the letter in the queue."""
    words = "; ".join(
        f"{c} {t.decode('utf-8', 'replace') if isinstance(t, bytes) else t}" for c, t in said.items()
    )
    if said and min(said) >= _PERMANENT:
        raise Refused(words) from refusal
    raise smtplib.SMTPException(words) from refusal


# --- in ----------------------------------------------------------------------------------------------


def fetch(ws: Workspace, setup: MailSetup, password: str) -> tuple[Path, ...]:
    """Bring new letters into the workspace's `mail` folder; the server's copies stay, unread as they were.

    A letter is on the disk before it counts as fetched, so that a cut line or power loses none.
    """
    if setup.imap is None:
        raise YuebaoError("E-MAIL-SETUP", detail="--imap")
    folder = ws.folder / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    with _told(setup.imap), _mailbox(setup, password) as line:
        validity = _answer(line.response("UIDVALIDITY"))
        name = f"{_SEEN}:{setup.imap.host}/{setup.user}/{setup.box}"
        seen = _seen(ws.store.settings.get(name), validity)
        for uid in _new(line, seen):
            data = _bytes(line, uid)
            if data is not None:
                durable.replace_file(folder / f"{validity}-{uid}.eml", data)
            ws.store.settings.set(name, f"{validity} {uid}")
    return waiting(ws)


def waiting(ws: Workspace) -> tuple[Path, ...]:
    """Letters that were fetched and not taken in yet."""
    return tuple(sorted((ws.folder / FOLDER).glob("*.eml")))


@contextmanager
def _mailbox(setup: MailSetup, password: str) -> Iterator[imaplib.IMAP4]:
    server = setup.imap
    if server is None:
        raise YuebaoError("E-MAIL-SETUP", detail="--imap")
    if server.security == "tls":
        tls = _tls(setup)
        line: imaplib.IMAP4 = imaplib.IMAP4_SSL(server.host, server.port, ssl_context=tls, timeout=_PATIENCE)
    else:
        line = imaplib.IMAP4(server.host, server.port, timeout=_PATIENCE)
    try:
        if server.security == "starttls":
            line.starttls(ssl_context=_tls(setup))
        _log_in(line, setup.user, password)
        _require(line.select(f'"{setup.box}"', readonly=True))
        yield line
    finally:
        line.shutdown()


def _log_in(line: imaplib.IMAP4, user: str, password: str) -> None:
    """PLAIN where the server has it, because LOGIN knows no letters but ASCII; large providers ask who calls."""
    if "AUTH=PLAIN" in line.capabilities:
        line.authenticate("PLAIN", lambda _challenge: f"\0{user}\0{password}".encode())
    else:
        line.login(user, password if password.isascii() else "")
    if "ID" in line.capabilities:
        line.xatom("ID", f'("name" "{APP.partition("/")[0]}")')


def _require(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(str(data))
    return data


def _answer(answer: tuple[str, Sequence[bytes | None]]) -> str:
    return (answer[1][0] or b"0").decode("ascii") if answer[1] else "0"


def _seen(text: str | None, validity: str) -> int:
    """The last letter fetched; numbers of another validity mean nothing any more."""
    known, _, uid = (text or "").partition(" ")
    return int(uid) if known == validity and uid else 0


def _new(line: imaplib.IMAP4, seen: int) -> list[int]:
    (found, *_) = _require(line.uid("SEARCH", f"UID {seen + 1}:*"))
    uids = [int(uid) for uid in found.split()] if isinstance(found, bytes) else []
    return [uid for uid in sorted(uids) if uid > seen]  # `n:*` always names the last one too


def _bytes(line: imaplib.IMAP4, uid: int) -> bytes | None:
    """The letter; `None` for one too large to hold a bundle this program would take."""
    size = b" ".join(
        p for p in _require(line.uid("FETCH", str(uid), "(RFC822.SIZE)")) if isinstance(p, bytes)
    )
    number = size.rpartition(b"RFC822.SIZE ")[2].split(b")")[0]
    if number.isdigit() and int(number) > STANDARD.total * 2:
        return None
    parts = _require(line.uid("FETCH", str(uid), "(BODY.PEEK[])"))
    return next((part[1] for part in parts if isinstance(part, tuple)), None)
