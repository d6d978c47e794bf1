"""Other programs that open what we write; tests that need one are skipped where it is absent."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

import resources

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>"""


def convert(source: Path, kind: str, folder: Path) -> Path:
    """LibreOffice's own reading of a file, in a profile of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "fonts.conf"
    config.write_text(_FONTS.format(fonts=resources.path("fonts"), cache=folder / "cache"), encoding="utf-8")
    done = subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder / 'profile'}",
            "--convert-to",
            kind,
            "--outdir",
            str(folder / "out"),
            str(source),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(config)},
        capture_output=True,
        timeout=240,
        check=False,
    )
    made = folder / "out" / f"{source.stem}.{kind.split(':', 1)[0]}"
    assert made.is_file(), done.stderr.decode(errors="replace")
    return made


def pdf_text(path: Path) -> str:
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    ).stdout.decode()


def pdf_pages(path: Path) -> int:
    said = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout.decode()
    return int(next(line for line in said.splitlines() if line.startswith("Pages")).split()[1])


def pdf_fonts(path: Path) -> list[list[str]]:
    said = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True).stdout.decode()
    return [line.split() for line in said.splitlines()[2:]]


def load(path: Path, **about):
    """A workbook by openpyxl, which would leave the file itself open."""
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()), **about)
