"""What mail servers answer when they are asked at a bad moment, and what becomes of the letters."""

from __future__ import annotations

import own_servers
import pytest
import servers
from offices import cells
from servers import SECRET, USER

from forms.errors import YuebaoError
from forms.messages import Translator
from sync.cli.main import main
from sync.cli.tables import TABLES
from sync.limits import STANDARD
from sync.transport import mail_server, outbox
from sync.transport.letters import compose, enclosed
from sync.transport.mail_server import Mailer, MailSetup, Refused, Server

ACCOUNT = (USER, SECRET)
LUNCH = b"Subject: lunch\r\n\r\nAt twelve?\r\n"


@pytest.fixture
def place(tmp_path):
    servers.certificate(tmp_path)
    return tmp_path


def account(place, port, security="tls", **facts):
    where = Server(host="localhost", port=port, security=security)
    return MailSetup(
        smtp=where, imap=where, user=USER, sender="91@example.cn", ca=str(place / "cert.pem"), **facts
    )


def refusal(act, *words):
    with pytest.raises(YuebaoError) as refused:
        act(*words)
    return refused.value.code, refused.value.problem.params.get("detail")


# --- fetching --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("security", "capabilities"),
    [("tls", "IMAP4REV1 AUTH=PLAIN ID"), ("tls", "IMAP4REV1"), ("starttls", "IMAP4REV1 AUTH=PLAIN STARTTLS"), ("none", "IMAP4REV1")],
)  # fmt: skip
def test_letters_come_once_whatever_the_server_can(region, place, security, capabilities):
    port = servers.free_port()
    with own_servers.imap(place, port, security, ACCOUNT, capabilities=capabilities) as server:
        setup = account(place, port, security)
        (server.folder / "1").write_bytes(LUNCH)
        (found,) = mail_server.fetch(region.top.ws, setup, SECRET)
        assert found.read_bytes() == LUNCH
        found.unlink()
        assert mail_server.fetch(region.top.ws, setup, SECRET) == ()
        (server.folder / "2").write_bytes(LUNCH)
        assert [path.name for path in mail_server.fetch(region.top.ws, setup, SECRET)] == ["7-2.eml"]
        server.validity = 8  # the mailbox was made anew: its numbers mean other letters
        names = {path.name for path in mail_server.fetch(region.top.ws, setup, SECRET)}
        assert names == {"7-2.eml", "8-1.eml", "8-2.eml"}


def test_a_letter_too_large_for_any_bundle_is_left_where_it_is(region, place):
    port = servers.free_port()
    with own_servers.imap(place, port, "tls", ACCOUNT) as server:
        for name in ("1", "2"):
            (server.folder / name).write_bytes(LUNCH)
        server.sizes[1] = STANDARD.total * 2 + 1
        assert [p.name for p in mail_server.fetch(region.top.ws, account(place, port), SECRET)] == ["7-2.eml"]


@pytest.mark.parametrize("capabilities", ["IMAP4REV1 AUTH=PLAIN", "IMAP4REV1"])
def test_a_wrong_password_is_said_as_such(region, place, capabilities):
    port = servers.free_port()
    with own_servers.imap(place, port, "tls", ACCOUNT, capabilities=capabilities):
        for password in ("guess", "口令"):
            said = refusal(mail_server.fetch, region.top.ws, account(place, port), password)
            assert said == ("E-MAIL", "the password was refused")


def test_a_folder_that_is_not_there(region, place):
    port = servers.free_port()
    with own_servers.imap(place, port, "tls", ACCOUNT):
        code, detail = refusal(mail_server.fetch, region.top.ws, account(place, port, box="Reports"), SECRET)
    assert (code, "no such mailbox" in detail) == ("E-MAIL", True)


def test_an_account_without_servers(region):
    assert refusal(mail_server.fetch, region.top.ws, MailSetup(), "") == ("E-MAIL-SETUP", "--imap")
    assert refusal(Mailer, MailSetup(), "") == ("E-MAIL-SETUP", "--smtp")


# --- sending ---------------------------------------------------------------------------------------------


def test_a_sender_or_a_letter_that_is_refused_for_good(place):
    port = servers.free_port()
    with (
        own_servers.smtp(place, port, "tls", ACCOUNT) as kept,
        Mailer(account(place, port), SECRET) as mailer,
    ):
        with pytest.raises(Refused, match="553"):
            mailer.send(LUNCH, "stranger@example.cn", ["90@example.cn"])
        with pytest.raises(Refused, match="552"):
            mailer.send(b"X-Too-Large: 1\r\n\r\n", "91@example.cn", ["90@example.cn"])
        mailer.send(LUNCH, "91@example.cn", ["90@example.cn"])
        assert [path.read_bytes() for path in kept.iterdir()] == [LUNCH]


def test_a_password_the_protocol_cannot_say(place):
    port = servers.free_port()
    with own_servers.smtp(place, port, "tls", ACCOUNT), Mailer(account(place, port), "口令") as mailer:
        said = refusal(mailer.send, LUNCH, "91@example.cn", ["90@example.cn"])
    assert said == ("E-MAIL", "the password was refused")


def test_without_a_user_nobody_logs_in(place):
    port = servers.free_port()
    where = Server(host="127.0.0.1", port=port, security="none")
    with own_servers.smtp(place, port, "none", ACCOUNT) as kept, Mailer(MailSetup(smtp=where), "") as mailer:
        mailer.send(LUNCH, "91@example.cn", ["90@example.cn"])
        assert len(list(kept.iterdir())) == 1


# --- the commands ----------------------------------------------------------------------------------------


def test_letters_are_put_back_and_taken_out(region, place, capsys, monkeypatch):
    monkeypatch.setenv("YUEBAO_MAIL_PASSWORD", SECRET)
    office = region.join("91")
    file = enclosed(office.submit(cells("5")))
    text = Translator("zh", *TABLES)
    made = compose(
        [file], to=["nobody@example.cn"], sender="91@example.cn", translator=text, now=region.clock()
    )
    outbox.queue(office.ws, made, [file], ["nobody@example.cn"], "91@example.cn")
    port = servers.free_port()
    mail_server.keep_setup(office.ws, account(place, port))
    here = str(office.ws.folder)
    region.close()
    with own_servers.smtp(place, port, "tls", ACCOUNT):
        assert main(["--workspace", here, "outbox", "--send"]) == 1
        assert "550" in capsys.readouterr().out
        assert main(["--workspace", here, "outbox", "--retry", "1", "--send"]) == 1
    assert main(["--workspace", here, "outbox", "--retry", "9"]) == 2
    assert main(["--workspace", here, "outbox", "--drop", "1"]) == 0
    assert main(["--workspace", here, "send", str(office.bundles[0]), "--to", "mail"]) == 2
    assert "--address" in capsys.readouterr().err


def test_without_a_password_nothing_is_tried(region, place, capsys):
    office = region.join("91")
    mail_server.keep_setup(office.ws, account(place, 465))
    here = str(office.ws.folder)
    region.close()
    assert main(["--workspace", here, "fetch-mail"]) == 2
    assert "YUEBAO_MAIL_PASSWORD" in capsys.readouterr().err


def test_who_sends_must_be_known(region, capsys):
    office = region.join("91")
    path = str(office.submit(cells("5")))
    here = str(office.ws.folder)
    region.close()
    assert main(["--workspace", here, "send", path, "--to", "mail", "--address", "90@example.cn"]) == 2
    assert "E-MAIL-SETUP" in capsys.readouterr().err
