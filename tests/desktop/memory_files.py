"""The part of the office in memory that compares, attaches, reads and writes files, and prints."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from msgspec import structs

from forms.carry import compare
from forms.intake.grid import sighted
from forms.intake.mapping import recall
from forms.intake.readers import read_filling, read_grid
from forms.period import parse_period
from forms.report import Attachment, Status
from sync.office.offering import FileOffer
from sync.outputs.print_job import job_of_sheets
from sync.outputs.relations import relations_of


class MemoryFiles:
    def handed_over_sheet(self, form, period):
        return self.sheet(form, "2026-09") if self.statuses.get(form) is Status.CORRECTING else None

    def carried(self, form, period):
        def lines(month):
            return [
                {name: cell.text for name, cell in line.values.items()}
                for line in self.sheet(form, month).lines
            ]

        earlier = str(parse_period(period).previous)
        return compare(self.index.form(form).form, lines(earlier), lines(period))

    def migration(self, form, period):
        return self.waiting

    def migrate(self, form, period):
        self.calls.append(("migrate", form))
        self.old_drafts = frozenset()
        return self.sheet(form, period)

    def attach(self, form, period, files, line):
        draft = self._draft(form, period)
        new = tuple(
            Attachment(
                name=f.name, sha256=sha256(f.read_bytes()).hexdigest(), bytes=f.stat().st_size, row=line
            )
            for f in files
        )
        return self._keep(form, period, replace(draft, files=draft.files + new))

    def detach(self, form, period, gone):
        draft = self._draft(form, period)
        return self._keep(form, period, replace(draft, files=tuple(f for f in draft.files if f not in gone)))

    def take_out(self, attachment):
        return Path("/nowhere") / attachment.name

    def look_at(self, form, source, own):
        index = self.index.form(form)
        filling = read_filling(index, source, own=own, remembered=self.meanings)
        grid = read_grid(index, source)
        words = sighted(index, grid, {**recall(grid, self.meanings), **own})
        return FileOffer(source=source, filling=filling, words=words, own=own)

    def fill(self, form, period, source, own):
        offer = self.look_at(form, source, own)
        if own and offer.filling.headings:
            self.meanings[offer.filling.headings] = {**self.meanings.get(offer.filling.headings, {}), **own}
        if offer.filling.rows:
            return self.add_lines(form, period, offer.filling.rows)
        return self.enter(form, period, offer.filling.cells)

    def write_workbook(self, form, period, path, translator, *, figures):
        self.calls.append(("write_workbook", form, figures))
        path.write_bytes(b"PK")
        return path

    def print_job(self, reports, translator, *, relations, cover=None):
        sheets = [self.sheet(form, period) for form, period in reports]
        sheets = [structs.replace(sheet, cover=cover or sheet.cover) for sheet in sheets]
        found = {s.form.id: relations_of(s.form, translator) or ("01=02+03",) for s in sheets}
        return job_of_sheets(self.index, sheets, translator, relations=found if relations else None)
