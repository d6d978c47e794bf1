"""The second signature in memory: a bundle with two reports of a clerk."""

from pathlib import Path

from forms.errors import YuebaoError
from forms.report import Cover
from sync.countersigning import Countersigned
from sync.office.cosigning import CarriedReport, Signature, ToSign
from tests.desktop.memory_rules import RIGHT

CLERK, HEAD = "SSXN-KC2N-PDRS-SMPK-9", "JRD0-1GSJ-49WV-F7F8-P"
COVER = Cover(head="央金", statistician="扎西", preparer="次仁")


class MemoryCosigning:
    def __init__(self, *, as_head=True):
        self.as_head = as_head
        self.signed = False
        self.calls = []

    def look(self, file):
        if file.suffix != ".ybz":
            raise YuebaoError("E-NOT-A-BUNDLE", detail="ZIP")
        own = [Signature(fingerprint=HEAD, head=True, here=True)] if self.signed else []
        return ToSign(
            file=file,
            bundle="ab" * 32,
            sequence=3,
            made="2026-11-03T10:32:00+08:00",
            as_head=self.as_head,
            signatures=(Signature(fingerprint=CLERK, head=False, here=False), *own),
            reports=(
                carried(
                    "SC-02", "“双创”载体运行情况表", "Innovation and entrepreneurship carriers in operation"
                ),
                carried(
                    "SC-02A", "“双创”载体名录", "Roster of carriers", figures=None, lines=37, attachments=2
                ),
                carried("SC-07", "技术市场与金融服务情况表", None, correction=True, explanations=1),
            ),
        )

    def print_job(self, file, translator, *, relations):
        raise NotImplementedError

    def sign(self, file, folder, passphrase):
        if passphrase != RIGHT:
            raise YuebaoError("E-PASSPHRASE", detail="")
        self.calls.append((file, folder))
        self.signed = True
        return Countersigned(file=Path(folder) / file.name, manifest_hash="cd" * 32, keyids=("a", "b"))


def carried(form, title, title_en, **more):
    return CarriedReport(
        **{
            "form": form,
            "period": "2026-10",
            "title": title,
            "title_en": title_en,
            "correction": False,
            "figures": 101,
            "lines": None,
            "explanations": 0,
            "attachments": 0,
            "cover": COVER,
            **more,
        }
    )
