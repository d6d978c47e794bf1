"""Keys, backups and examination in memory."""

from desktop.office_port import BackupInfo, KeyInfo
from forms.errors import YuebaoError
from sync.doctor import Check
from sync.key_sheet import Sheet, paper
from sync.restoring import Contents
from tests.desktop.memory_rules import RIGHT

SHEET = Sheet(
    unit="540100", fingerprints=("JRD0-1GSJ-49WV-F7F8-P",), made="2026-11-03", sealed=bytes(range(256)) * 3
)


class MemoryKeeping:
    def __init__(self):
        self.calls = []
        self.held = KeyInfo(
            unit="540100",
            fingerprint="JRD0-1GSJ-49WV-F7F8-P",
            algorithm="ed25519",
            admitted=True,
            ended=False,
        )
        self.checks = (
            Check(name="permissions", ok=True),
            Check(name="clock", ok=True),
            Check(name="space", ok=False, said="only {free} MB are free", params={"free": "120"}),
            Check(name="store", ok=True),
            Check(name="archive", ok=True),
            Check(name="keys", ok=True),
        )

    def key(self):
        return self.held

    def renew(self, passphrase, folder):
        if passphrase.isdecimal():
            raise YuebaoError("E-PASSPHRASE", detail="it is too easy to guess; take several words")
        self.calls.append(("renew", folder))
        return folder / "540100-enrolment-2.ybz"

    def write_request(self, folder):
        self.calls.append(("request", folder))
        return folder / "540100-enrolment-1.ybz"

    def change_passphrase(self, old, new):
        if old != RIGHT:
            raise YuebaoError("E-PASSPHRASE", detail="")

    def paper(self, translator):
        return paper(SHEET, translator)

    def recover(self, text, passphrase):
        if passphrase != RIGHT:
            raise YuebaoError("E-PASSPHRASE", detail="")
        self.calls.append(("recover", text))

    def backups(self):
        return (
            BackupInfo(day="2026-11-02", file="backups/yuebao-000002-2026-11-02.db", bytes=1_843_200),
            BackupInfo(day="2026-10-30", file="backups/yuebao-000001-2026-10-30.db", bytes=1_532_928),
        )

    def backup(self, folder=None):
        return BackupInfo(day="2026-11-03", file="backups/yuebao-000003-2026-11-03.db", bytes=1_847_296)

    def look(self, file):
        return Contents(
            unit="540100", drafts=3, last_change="2026-11-02T17:30:00+08:00", revisions=24, bundles=9
        )

    def examine(self):
        return self.checks
