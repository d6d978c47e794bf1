"""Letters through real servers: queued while offline, sent, refused, fetched once, taken in."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
import servers
from offices import PASSPHRASE, cells
from servers import SECRET, USER

from forms.errors import YuebaoError
from forms.messages import Translator
from sync.cli.main import main
from sync.cli.tables import TABLES
from sync.transport import mail_server, outbox
from sync.transport.letters import compose, enclosed
from sync.transport.mail_server import Mailer, MailSetup, Server, server_of
from sync.workspace import Workspace

ZH = Translator("zh", *TABLES)


@pytest.fixture
def post():
    """A folder with a certificate, which a server of another user may enter, and an account for free ports."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder, MailSetup(user=USER, sender="91@example.cn", ca=str(servers.certificate(folder)))


def queued(region, office, *to):
    file = enclosed(office.submit(cells("5")))
    made = compose([file], to=to, sender="91@example.cn", translator=ZH, now=region.clock())
    return outbox.queue(office.ws, made, [file], to, "91@example.cn")


def sent(office, setup, password=SECRET):
    with Mailer(setup, password) as mailer:
        return [(each.id, each.state) for each in outbox.send_waiting(office.ws, mailer.send)]


def with_smtp(setup, port, security):
    return MailSetup(
        smtp=Server(host="localhost", port=port, security=security),
        user=setup.user,
        sender=setup.sender,
        ca=setup.ca,
    )


# --- SMTP -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_offline_first_then_sent_and_taken_in(region, post, security):
    folder, setup = post
    port = servers.free_port()
    setup = with_smtp(setup, port, security)
    office = region.join("91")
    queued(region, office, "region@example.cn")
    queued(region, office, "region@example.cn", "copy@example.cn")
    assert sent(office, setup) == [("1", "queued")]  # nobody answers: the second is not even tried
    first, second = outbox.letters(office.ws)
    assert (first.tries, second.tries) == (1, 0)
    assert first.reason
    office.ws.close()
    office.ws = Workspace.open(office.ws.folder, region.clock)
    office.keys = office.ws.unlock(PASSPHRASE)
    with servers.smtp(folder, port, security) as letters:
        assert sent(office, setup) == [("1", "sent"), ("2", "sent")]
        assert sent(office, setup) == []
    found = region.top.take(letters)
    assert {f.outcome for f in found.files} == {"merged"}
    assert [each.state for each in outbox.letters(office.ws)] == ["sent", "sent"]
    assert office.ws.store.audit.verify() is None


def test_what_the_server_refuses_and_what_it_puts_off(region, post):
    folder, setup = post
    port = servers.free_port()
    setup = with_smtp(setup, port, "tls")
    office = region.join("91")
    queued(region, office, "nobody@example.cn")
    queued(region, office, "region@example.cn")
    queued(region, office, "later@example.cn")
    with servers.smtp(folder, port, "tls"):
        assert sent(office, setup) == [("1", "failed"), ("2", "sent"), ("3", "queued")]
        reasons = [each.reason for each in outbox.letters(office.ws)]
        assert "550" in reasons[0]
        assert "451" in reasons[2]
        outbox.retry(office.ws, "1")
        assert sent(office, setup) == [("1", "failed"), ("3", "queued")]
        outbox.drop(office.ws, "1")
        outbox.drop(office.ws, "3")
        assert [each.id for each in outbox.letters(office.ws)] == ["2"]


def test_a_wrong_password_and_a_stranger_with_another_certificate(region, post, tmp_path):
    folder, setup = post
    port = servers.free_port()
    office = region.join("91")
    queued(region, office, "region@example.cn")
    with servers.smtp(folder, port, "tls"):
        assert sent(office, with_smtp(setup, port, "tls"), "guess") == [("1", "queued")]
        assert outbox.letters(office.ws)[0].reason == "the password was refused"
        other = tmp_path / "other"
        other.mkdir()
        strangers = MailSetup(
            smtp=Server(host="localhost", port=port, security="tls"),
            user=USER,
            sender="a@b.cn",
            ca=str(servers.certificate(other)),
        )
        assert sent(office, strangers) == [("1", "queued")]
        assert "CERTIFICATE_VERIFY_FAILED" in outbox.letters(office.ws)[0].reason
    assert not list((folder / "letters").iterdir())


def test_no_password_is_kept_anywhere(region, post):
    folder, setup = post
    port = servers.free_port()
    office = region.join("91")
    queued(region, office, "region@example.cn")
    mail_server.keep_setup(office.ws, with_smtp(setup, port, "tls"))
    with servers.smtp(folder, port, "tls"):
        sent(office, mail_server.setup_of(office.ws))
    office.ws.store.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for path in office.ws.folder.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()


def test_servers_as_people_write_them():
    assert server_of("smtp.example.cn", 465) == Server(host="smtp.example.cn", port=465, security="tls")
    assert server_of("smtp.example.cn:587", 465).security == "starttls"
    assert server_of("none:127.0.0.1:2525", 465) == Server(host="127.0.0.1", port=2525, security="none")
    for text, code in (("none:smtp.example.cn:25", "E-MAIL"), ("a:b", "E-USAGE"), ("", "E-USAGE")):
        with pytest.raises(YuebaoError) as refused:
            server_of(text, 465)
        assert refused.value.code == code


# --- IMAP -----------------------------------------------------------------------------------------------


def put(letters, name, region, office):
    file = enclosed(office.submit(cells(name)))
    made = compose([file], to=["90@example.cn"], sender="91@example.cn", translator=ZH, now=region.clock())
    (letters / name).write_bytes(made.as_bytes())


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_letters_are_fetched_once_and_stay_on_the_server(region, post, security):
    folder, setup = post
    plain, port = servers.free_port(), servers.free_port()
    where = Server(host="localhost", port=port if security == "tls" else plain, security=security)
    setup = MailSetup(imap=where, user=setup.user, ca=setup.ca)
    office = region.join("91")
    top = region.top
    with servers.imap(folder, plain, port) as letters:
        assert mail_server.fetch(top.ws, setup, SECRET) == ()
        put(letters, "1", region, office)
        put(letters, "2", region, office)
        (letters / "3").write_bytes(b"Subject: lunch\n\nAt twelve?\n")
        found = mail_server.fetch(top.ws, setup, SECRET)
        assert len(found) == 3
        assert [f.outcome for f in top.take(top.ws.folder / "mail").files] == ["merged", "merged"]
        for path in found:
            path.unlink()
        assert mail_server.fetch(top.ws, setup, SECRET) == ()
        put(letters, "4", region, office)
        assert len(mail_server.fetch(top.ws, setup, SECRET)) == 1
        kept = [p for p in (folder / "mail").rglob("*") if p.parent.name in ("cur", "new")]
        assert len(kept) == 4
        assert not [p for p in kept if "S" in p.name.partition(":2,")[2]]  # unread, as they were
        with pytest.raises(YuebaoError) as refused:
            mail_server.fetch(top.ws, setup, "guess")
        assert refused.value.problem.params["detail"] == "the password was refused"
    with pytest.raises(YuebaoError) as refused:
        mail_server.fetch(top.ws, setup, SECRET)
    assert refused.value.code == "E-MAIL"


# --- the commands ---------------------------------------------------------------------------------------


def test_from_office_to_region_by_command(region, post, monkeypatch, capsys):
    folder, setup = post
    smtp, plain, imap = (servers.free_port() for _ in range(3))
    office = region.join("91")
    path = office.submit(cells("5"))
    here, there = office.ws.folder, region.top.ws.folder
    region.close()
    monkeypatch.setenv("YUEBAO_MAIL_PASSWORD", SECRET)
    account = ["--user", USER, "--sender", "91@example.cn", "--ca", setup.ca]
    assert main(["--workspace", str(here), "outbox", "--smtp", f"localhost:{smtp}", *account]) == 0
    assert main(["--workspace", str(there), "outbox", "--imap", f"localhost:{imap}", *account]) == 0
    words = ["--workspace", str(here), "send", str(path), "--to", "mail", "--address", "90@example.cn"]
    assert main(words) == 1  # nobody answers: kept, and said
    assert "E-MAIL" in capsys.readouterr().err
    with servers.smtp(folder, smtp, "tls") as letters:
        assert main(["--workspace", str(here), "outbox", "--send"]) == 0
        with servers.imap(folder, plain, imap) as box:
            shutil.copy(letters / "1.eml", box / "1")
            assert main(["--workspace", str(there), "fetch-mail"]) == 0
            assert main(["--workspace", str(there), "fetch-mail"]) == 0
    assert not list((there / "mail").iterdir())
    with Workspace.open(there, region.clock) as ws:
        assert len(ws.store.bundles.list(unit="91", kind="submission", outcome="merged")) == 1
