"""Mail servers in this process for machines without aiosmtpd and dovecot: the few words of each protocol a client needs.

They speak the real protocols over real sockets and real TLS, so that the client under test is whole.
"""

from __future__ import annotations

import base64
import socketserver
import ssl
import threading
from contextlib import contextmanager
from pathlib import Path


class _Talk(socketserver.StreamRequestHandler):
    """One client; `server.tls` is "tls" from the first byte, "starttls" when asked for, or "none"."""

    def setup(self):
        if self.server.tls == "tls":
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def handle(self):
        self.known = False
        self.greet()
        try:
            while line := self.rfile.readline():
                if not self.answer(line.decode().rstrip("\r\n")):
                    return
        except (ssl.SSLError, OSError):  # the client thinks better of it
            return

    def finish(self):
        super().finish()
        self.request.close()

    def say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def upgrade(self):
        self.request = self.connection = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)

    def admitted(self, encoded):
        given = base64.b64decode(encoded).decode().split("\0")[1:]
        self.known = given == list(self.server.account)
        return self.known


class _Smtp(_Talk):
    def greet(self):
        self.say("220 here")

    def answer(self, line):
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO":
                more = ["250-STARTTLS"] if self.server.tls == "starttls" else []
                self.say("250-here", *more, "250 AUTH PLAIN")
            case "STARTTLS":
                self.say("220 go on")
                self.upgrade()
            case "AUTH":
                self.say("235 welcome" if self.admitted(rest.partition(" ")[2]) else "535 no")
            case "MAIL":
                self.say("553 not you" if "stranger" in rest else "250 kept in mind")
            case "RCPT":
                self.say("550 no such mailbox" if "<nobody" in rest else "451 try again later" if "<later" in rest else "250 good")  # fmt: skip
            case "DATA":
                self.say("354 go on")
                self.keep()
            case "QUIT":
                self.say("221 until next time")
                return False
            case _:
                self.say("250 good")
        return True

    def keep(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        data = b"".join(lines)
        if b"X-Too-Large" in data:
            self.say("552 too large")
            return
        number = len(list(self.server.folder.iterdir())) + 1
        (self.server.folder / f"{number}.eml").write_bytes(data)
        self.say("250 kept")


class _Imap(_Talk):
    def greet(self):
        self.say(f"* OK [CAPABILITY {self.server.capabilities}] here")

    def answer(self, line):
        tag, verb, rest = (*line.split(" ", 2), "", "")[:3]
        match verb.upper():
            case "CAPABILITY":
                self.say(f"* CAPABILITY {self.server.capabilities}")
            case "STARTTLS":
                self.say(f"{tag} OK go on")
                self.upgrade()
                return True
            case "AUTHENTICATE":
                self.say("+ ")
                return self.welcome(tag, admitted=self.admitted(self.rfile.readline()))
            case "LOGIN":
                user, password = (word.strip('"') for word in rest.split(" ", 1))
                return self.welcome(tag, admitted=(user, password) == self.server.account)
            case "EXAMINE":
                if self.server.box not in rest:
                    self.say(f"{tag} NO no such mailbox")
                    return True
                self.say(f"* OK [UIDVALIDITY {self.server.validity}] numbers")
            case "UID":
                self.uid(*rest.split(" ", 1))
            case "LOGOUT":
                self.say("* BYE", f"{tag} OK")
                return False
        self.say(f"{tag} OK done")
        return True

    def welcome(self, tag, *, admitted):
        self.say(f"{tag} OK welcome" if admitted else f"{tag} NO [AUTHENTICATIONFAILED] no")
        return True

    def uid(self, verb, rest):
        letters = {int(path.name): path for path in self.server.folder.iterdir()}
        if verb == "SEARCH":
            first = int(rest.removeprefix("UID ").partition(":")[0])
            found = [uid for uid in letters if uid >= min(first, max(letters, default=0))]
            self.say(" ".join(["* SEARCH", *map(str, sorted(found))]))
            return
        number, _, what = rest.partition(" ")
        data = letters[int(number)].read_bytes()
        if "SIZE" in what:
            size = self.server.sizes.get(int(number), len(data))
            self.say(f"* {number} FETCH (UID {number} RFC822.SIZE {size})")
        else:
            self.wfile.write(
                f"* {number} FETCH (UID {number} BODY[] {{{len(data)}}}\r\n".encode() + data + b")\r\n"
            )


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        """A client that leaves in the middle is what some tests are about."""


@contextmanager
def _running(handler, secrets: Path, port: int, tls: str, account, **facts):
    """`secrets` holds the certificate (see servers.certificate); facts are what the handler asks the server for."""
    with _Server(("127.0.0.1", port), handler) as server:
        server.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        server.context.load_cert_chain(secrets / "cert.pem", secrets / "key.pem")
        server.tls, server.account = tls, account
        for name, value in facts.items():
            setattr(server, name, value)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def smtp(folder: Path, port: int, tls: str, account):
    """A server that keeps what it is given as files in `folder/letters`."""
    kept = folder / "letters"
    kept.mkdir(exist_ok=True)
    with _running(_Smtp, folder, port, tls, account, folder=kept):
        yield kept


@contextmanager
def imap(folder: Path, port: int, tls: str, account, *, capabilities="IMAP4REV1 AUTH=PLAIN ID STARTTLS"):
    """A server with one mailbox; a letter is a file named by its number."""
    box = folder / "box"
    box.mkdir(exist_ok=True)
    facts = {"capabilities": capabilities, "validity": 7, "sizes": {}, "box": "INBOX"}
    with _running(_Imap, folder, port, tls, account, folder=box, **facts) as server:
        yield server
