"""`python -m desktop.printing JOB.json FILE.pdf [JOB.json FILE.pdf …]`: draw print jobs without a window."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from forms.errors import YuebaoError


def main(arguments: list[str] | None = None) -> int:
    """Draw jobs; what went wrong is one line on stderr, and the exit code 2 or 4."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given or len(given) % 2:
        sys.stderr.write("JOB.json FILE.pdf …\n")
        return 2
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    try:
        draw([(Path(job), Path(file)) for job, file in zip(given[::2], given[1::2], strict=True)])
    except (YuebaoError, OSError) as failure:
        sys.stderr.write(f"{failure}\n")
        return 4
    return 0


def draw(wanted: Sequence[tuple[Path, Path]]) -> None:
    """Draw each job into its file."""
    from PySide6.QtGui import QGuiApplication

    from desktop.fonts import load_fonts
    from desktop.printing.paint import write_pdf
    from sync.outputs import print_job

    jobs = [(print_job.read(source), target) for source, target in wanted]
    application = QGuiApplication.instance() or QGuiApplication(["yuebao-print"])
    load_fonts()
    for job, target in jobs:
        write_pdf(target, job)
    del application


if __name__ == "__main__":
    sys.exit(main())
