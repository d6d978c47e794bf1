"""`python -m desktop.printing JOB.json FILE.pdf`: draw a print job without a window."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from forms.errors import YuebaoError


def main(arguments: list[str] | None = None) -> int:
    """Draw one job; what went wrong is one line on stderr, and the exit code 2 or 4."""
    given = sys.argv[1:] if arguments is None else arguments
    if len(given) != 2:  # noqa: PLR2004 - a job and a file
        sys.stderr.write("JOB.json FILE.pdf\n")
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        draw(Path(given[0]), Path(given[1]))
    except (YuebaoError, OSError) as failure:
        sys.stderr.write(f"{failure}\n")
        return 4
    return 0


def draw(source: Path, target: Path) -> int:
    """Draw the job in one file into the other; gives the number of pages."""
    from PySide6.QtGui import QGuiApplication

    from desktop.fonts import load_fonts
    from desktop.printing.paint import write_pdf
    from sync.outputs import print_job

    job = print_job.read(source)
    application = QGuiApplication.instance() or QGuiApplication(["yuebao-print"])
    load_fonts()
    pages = write_pdf(target, job)
    del application
    return pages


if __name__ == "__main__":
    sys.exit(main())
