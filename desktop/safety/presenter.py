"""Keys, backups, examination; plain Python."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from desktop.office_port import BackupInfo
from desktop.printing.marks import Page
from desktop.safety.port import Keeping
from desktop.safety.sheet_page import sheet_pages
from desktop.safety.state import UNREAD, Examined, Offered, SafetyState
from desktop.says import Says
from desktop.task_port import Tasks, Watch
from sync.spelling import spelled

if TYPE_CHECKING:
    from sync.doctor import Check
    from sync.restoring import Contents

MINUTE = 16


class SafetyView(Protocol):
    """What the page can do for its presenter."""

    def show_state(self, state: SafetyState) -> None:
        """Show this and nothing else."""


class Press(Protocol):
    """Draws the pages of a key backup sheet; see `desktop.preview.press.QtPress`."""

    def save(self, path: Path, pages: Sequence[Page], title: str, watch: Watch) -> int: ...  # noqa: D102
    def send(self, printer: object, pages: Sequence[Page], watch: Watch) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the page needs of the window: to say something, to print, and to have a backup put back."""

    told: Callable[[str], None]
    press: Press
    restore: Callable[[Path], None]
    unit: Callable[[str], str]


class SafetyPresenter:
    """Reads and does what keeps the work safe."""

    def __init__(self, keeping: Keeping, tasks: Tasks, says: Says, around: Around) -> None:
        self._keeping = keeping
        self._tasks = tasks
        self._says = says
        self._around = around
        self._view: SafetyView | None = None
        self.state = UNREAD

    def attach(self, view: SafetyView) -> None:
        """Show the state on this view from now on."""
        self._view = view
        view.show_state(self.state)

    def open(self) -> None:
        """Read what there is now."""
        self._tasks.query(
            lambda _watch: SafetyState(
                key=self._keeping.key(), backups=tuple(self._keeping.backups()), ready=True
            ),
            self._read,
        )

    # keys ---------------------------------------------------------------------------------------------

    def change_passphrase(self, old: str, new: str, again: str) -> None:
        """Seal the key with another passphrase."""
        if new != again:
            self._say("The two passphrases differ.")
            return
        self._tasks.change(
            lambda _watch: self._keeping.change_passphrase(old, new),
            lambda _none: self._say("The passphrase was changed. Print a new backup sheet."),
        )

    def save_sheet(self, path: Path) -> None:
        """Write the key backup sheet as a PDF file."""
        self._tasks.query(
            lambda watch: self._around.press.save(path, self._sheet(), path.stem, watch),
            lambda _pages: self._say("The key backup sheet was written: {file}", file=path),
        )

    def print_sheet(self, printer: object) -> None:
        """Print the key backup sheet."""
        self._tasks.query(
            lambda watch: self._around.press.send(printer, self._sheet(), watch),
            lambda _pages: self._say("The key backup sheet was sent to the printer."),
        )

    def _sheet(self) -> tuple[Page, ...]:
        return sheet_pages(self._keeping.paper(self._says.translator))

    def recover(self, text: str, passphrase: str) -> None:
        """Put the key of a backup sheet back."""
        if not text.strip():
            self._say("Scan or type the lines of the backup sheet first.")
            return

        def done(_none: None) -> None:
            self._say("The key is back in place.")
            self.open()

        self._tasks.change(lambda _watch: self._keeping.recover(text, passphrase), done)

    def renew(self, passphrase: str, again: str, folder: Path | None) -> bool:
        """A new key in place of one whose passphrase is forgotten; whether it was begun."""
        if passphrase != again:
            self._say("The two passphrases differ.")
            return False
        if folder is None:
            self._say("Choose where the enrolment request is written, a USB drive for example.")
            return False

        self._tasks.change(lambda _watch: self._keeping.renew(passphrase, folder), self._asked)
        return True

    def write_request(self, folder: Path) -> None:
        """The enrolment request once more, as when it did not arrive."""
        self._tasks.query(lambda _watch: self._keeping.write_request(folder), self._asked)

    def _asked(self, file: Path) -> None:
        self._say("Hand this request over and tell the fingerprint by telephone: {file}", file=file)
        self.open()

    # backups ------------------------------------------------------------------------------------------

    def back_up(self, folder: Path | None = None) -> None:
        """Write a checked copy now."""

        def done(made: BackupInfo) -> None:
            self._say("Backup written: {file}", file=made.file)
            self.open()

        self._tasks.change(lambda _watch: self._keeping.backup(folder), done)

    def consider(self, file: Path) -> None:
        """Look into a backup before it is put back."""
        self._tasks.query(
            lambda _watch: self._keeping.look(file), lambda found: self._set(offered=self._offer(file, found))
        )

    def _offer(self, file: Path, found: Contents) -> Offered:
        says, own = self._says.text, self.state.key
        what = says(
            "{file}: {unit}, {drafts} drafts, {revisions} handed-over versions, {bundles} bundles;"
            " last change {time}",
            file=file.name,
            unit=self._around.unit(found.unit),
            drafts=found.drafts,
            revisions=found.revisions,
            bundles=found.bundles,
            time=found.last_change[:MINUTE].replace("T", " ") or "—",
        )
        return Offered(file=file, says=what, fits=own is None or own.unit == found.unit)

    def dismiss(self) -> None:
        """Leave everything as it is."""
        self._set(offered=None)

    def restore(self) -> None:
        """Put the considered backup back; the window closes the office for it and opens it again."""
        offered = self.state.offered
        if offered is not None and offered.fits:
            self._set(offered=None)
            self._around.restore(offered.file)

    # examination --------------------------------------------------------------------------------------

    def examine(self) -> None:
        """Look whether everything is in order."""
        self._tasks.query(
            lambda _watch: tuple(self._keeping.examine()),
            lambda found: self._set(examined=tuple(self._worded(check) for check in found)),
        )

    def report(self) -> str:
        """The last examination as text to be passed on; it names no figures and no keys."""
        lines = self.state.examined or ()
        return "\n".join(f"{'✓' if one.ok else '✗'} {one.name}：{one.said}" for one in lines)

    def _worded(self, check: Check) -> Examined:
        text = self._says.text
        return Examined(
            name=text(check.name), said=text(check.said, **check.params), ok=check.ok, serious=check.serious
        )

    def _read(self, state: SafetyState) -> None:
        words = spelled(state.key.fingerprint, self._says.translator.language) if state.key else ""
        self.state = replace(state, spelled=words, examined=self.state.examined, offered=self.state.offered)
        self._show()

    def _say(self, english: str, **params: object) -> None:
        self._around.told(self._says.text(english, **params))

    def _set(self, **changes: object) -> None:
        self.state = replace(self.state, **changes)  # type: ignore[arg-type]
        self._show()

    def _show(self) -> None:
        if self._view is not None:
            self._view.show_state(self.state)
