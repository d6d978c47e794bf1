"""The modules of commands, in the order of the help."""

from __future__ import annotations

from sync.cli import collecting, packs, reporting, reviewing, safety, setup, taking

MODULES = (
    setup.register,
    packs.register,
    reporting.register,
    taking.register,
    collecting.register,
    reviewing.register,
    safety.register,
)
