"""Which module has which command; only the one that is asked for is loaded, so that a command starts quickly."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Final, cast

from sync.cli.parser import Register

COMMANDS: Final = {
    "setup": ("init", "issue", "join", "enroll", "key"),
    "packs": ("pack",),
    "reporting": ("fill", "set", "show", "check", "explain", "submit", "correct", "status"),
    "drafts": ("draft",),
    "rosters": ("carry", "duplicates"),
    "taking": ("import", "verify", "withdraw", "rebuild"),
    "collecting": ("matrix", "summary", "targets", "nodecheck", "conflicts", "history"),
    "exporting": ("export", "template"),
    "outputs": ("outputs", "brief"),
    "registries": ("registry",),
    "supervision": (
        "problems",
        "notices",
        "notify",
        "close-notice",
        "take-notices",
        "matters",
        "decide",
        "decisions",
    ),
    "reviewing": ("accept", "return", "adjust", "lock", "unlock", "exempt", "resolve", "reply"),
    "sending": ("send", "fetch-mail", "outbox"),
    "demo": ("demo",),
    "safety": ("backup", "restore", "doctor", "version", "app"),
}
"""Module below `sync.cli` and its commands, in the order of the help."""


def registers(arguments: Sequence[str]) -> tuple[Register, ...]:
    """What adds the commands: of the module whose command is among the words, else of all (help, mistakes)."""
    words = set(arguments)
    chosen = [name for name, commands in COMMANDS.items() if not words.isdisjoint(commands)]
    return tuple(_register(name) for name in chosen or COMMANDS)


def command_word(arguments: Sequence[str]) -> str:
    """The command a line that cannot be parsed was most likely meant to be; empty when it names none."""
    known = {command for commands in COMMANDS.values() for command in commands}
    return next((word for word in arguments if word in known), "")


def _register(name: str) -> Register:
    return cast("Register", import_module(f"sync.cli.{name}").register)
