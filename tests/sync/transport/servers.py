"""Real mail servers for tests: aiosmtpd and dovecot, each in a process of its own, with TLS and a password.

aiosmtpd is taken from this environment, or from the Python that `YUEBAO_SMTP_PYTHON` names.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

USER, SECRET = "office", "letters-please"

_SMTP = """
import asyncio, pathlib, ssl, sys
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

folder, port, tls, cert, key, user, secret = sys.argv[1:]

class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody"):
            return "550 no such mailbox"
        if address.startswith("later"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = str(len(list(pathlib.Path(folder).iterdir())) + 1)
        pathlib.Path(folder, name + ".eml").write_bytes(envelope.content)
        return "250 kept"

def authenticated(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == (user, secret)
    return AuthResult(success=good, handled=good)

async def run():
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    made = lambda: SMTP(Handler(), authenticator=authenticated, auth_required=True, auth_require_tls=tls == "starttls",
                        tls_context=context if tls == "starttls" else None, require_starttls=tls == "starttls")
    server = await asyncio.get_running_loop().create_server(
        made, "127.0.0.1", int(port), ssl=context if tls == "tls" else None)
    print("ready", flush=True)
    await server.serve_forever()

asyncio.run(run())
"""

_DOVECOT = """
base_dir = {base}/run
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
mail_location = maildir:{base}/mail
first_valid_uid = 1
passdb {{
  driver = static
  args = password={secret}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def certificate(folder: Path) -> Path:
    """A certificate of its own for 127.0.0.1; the file is its authority too."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost")]
    cert = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(private)
    (folder / "cert.pem").write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    return folder / "cert.pem"


@contextmanager
def smtp(folder: Path, port: int, tls: str):
    """A server that keeps what it is given as files in `folder/letters`."""
    python = os.environ.get("YUEBAO_SMTP_PYTHON") or sys.executable
    if python == sys.executable and importlib.util.find_spec("aiosmtpd") is None:
        pytest.skip("aiosmtpd is not installed (YUEBAO_SMTP_PYTHON may name a Python that has it)")
    kept = folder / "letters"
    kept.mkdir(exist_ok=True)
    words = [str(kept), str(port), tls, str(folder / "cert.pem"), str(folder / "key.pem"), USER, SECRET]
    with subprocess.Popen([python, "-c", _SMTP, *words], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout.readline() == "ready\n"
            yield kept
        finally:
            server.terminate()


@contextmanager
def imap(folder: Path, plain: int, port: int):
    """A dovecot with one empty mailbox; gives the folder that new letters are put into."""
    if shutil.which("dovecot") is None:
        pytest.skip("dovecot is not installed")
    if os.geteuid() != 0:
        pytest.skip("dovecot is started as root here")
    new = folder / "mail" / "new"
    for name in ("mail/cur", "mail/new", "mail/tmp", "run", "home"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in ("mail", "mail/cur", "mail/new", "mail/tmp", "home"):
        shutil.chown(folder / name, "dovecot")
    owner = pwd.getpwnam("dovecot")
    config = folder / "dovecot.conf"
    config.write_text(
        _DOVECOT.format(
            base=folder,
            port=port,
            plain=plain,
            secret=SECRET,
            uid=owner.pw_uid,
            gid=owner.pw_gid,
        )
    )
    with subprocess.Popen(["dovecot", "-F", "-c", str(config)], stderr=subprocess.PIPE) as server:
        try:
            _wait_for(port, server, folder / "log")
            yield new
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    deadline = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=15)
    while dt.datetime.now(dt.UTC) < deadline:
        with socket.socket() as line:
            line.settimeout(0.5)
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            break
    pytest.skip(f"dovecot did not start: {log.read_text()[-300:] if log.exists() else ''}")
