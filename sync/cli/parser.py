"""The argument parser: global options before and after the command, help in the reader's language."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, Protocol, TypeAlias

from forms.errors import YuebaoError
from forms.messages import Translator
from sync.cli.context import Context
from sync.cli.outcome import Outcome

Run = Callable[[argparse.Namespace, Context], Outcome]


class UsageParser(argparse.ArgumentParser):
    """Wrong usage is a problem with a code like any other."""

    def error(self, message: str) -> NoReturn:
        """`E-USAGE` instead of leaving the process."""
        raise YuebaoError("E-USAGE", detail=f"{self.prog}: {message}")


class Register(Protocol):
    """How a module of commands adds itself."""

    def __call__(self, commands: Commands) -> None:
        """Add the module's commands."""
        ...


_Subparsers: TypeAlias = "argparse._SubParsersAction[UsageParser]"  # noqa: SLF001 - its only name


class Commands:
    """Collects commands; texts are English keys of the catalogue."""

    def __init__(self, translator: Translator, subparsers: _Subparsers) -> None:
        self._translator = translator
        self._subparsers = subparsers

    def text(self, english: str) -> str:
        """A help text in the reader's language, safe for argparse's own `%` formatting."""
        return self._translator.text(english).replace("%", "%%")

    def add(self, name: str, run: Run, summary: str, example: str) -> UsageParser:
        """A command with a summary and an example; add its arguments to what is returned."""
        parser = self._subparsers.add_parser(
            name,
            help=self.text(summary),
            description=self.text(summary),
            epilog=f"{self.text('Example:')}\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        parser.set_defaults(run=run, command=name)
        add_global_options(parser, self._translator, after=True)
        return parser

    def group(self, name: str, summary: str, example: str) -> Commands:
        """A command with sub-commands, such as `key` and `pack`."""
        parser = self._subparsers.add_parser(
            name,
            help=self.text(summary),
            description=self.text(summary),
            epilog=f"{self.text('Example:')}\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        inner = parser.add_subparsers(
            dest="subcommand", required=True, metavar="COMMAND", parser_class=UsageParser
        )
        return _Group(name, self._translator, inner)


class _Group(Commands):
    """Sub-commands carry the group's name in `command`."""

    def __init__(self, name: str, translator: Translator, subparsers: _Subparsers) -> None:
        super().__init__(translator, subparsers)
        self._name = name

    def add(self, name: str, run: Run, summary: str, example: str) -> UsageParser:
        parser = super().add(name, run, summary, example)
        parser.set_defaults(command=f"{self._name} {name}")
        return parser


def add_global_options(parser: UsageParser, translator: Translator, *, after: bool) -> None:
    """The options every command takes; after the command they change only what is given there."""
    default = argparse.SUPPRESS if after else None
    group = parser.add_argument_group(translator.text("options for every command"))
    group.add_argument(
        "--workspace", type=Path, metavar="DIR", default=default, help=translator.text("the workspace folder")
    )
    group.add_argument(
        "--lang", choices=("zh", "en"), default=default, help=translator.text("language of texts")
    )
    group.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        default=default,
        help=translator.text("file with the passphrase in its first line"),
    )
    flag = argparse.SUPPRESS if after else False
    group.add_argument(
        "--json", action="store_true", default=flag, help=translator.text("one JSON object on stdout")
    )
    group.add_argument("--quiet", action="store_true", default=flag, help=translator.text("no progress"))


def build(translator: Translator, modules: tuple[Register, ...]) -> UsageParser:
    """The whole parser in one language, argparse's own words included."""
    setattr(argparse, "_", translator.text)  # noqa: B010 - the hook its own gettext import leaves
    parser = UsageParser(
        prog="yuebao",
        description=translator.text("Offline monthly reporting with signed bundles"),
        epilog=f"{translator.text('Example:')}\n  yuebao demo --to demo",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_global_options(parser, translator, after=False)
    subparsers = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", parser_class=UsageParser
    )
    commands = Commands(translator, subparsers)
    for register in modules:
        register(commands)
    return parser
