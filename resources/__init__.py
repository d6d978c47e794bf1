"""Packs, translations, fonts and templates shipped with the program, found the same way from source and frozen."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """The file or folder below `resources/`; it need not exist."""
    return ROOT.joinpath(*parts)
