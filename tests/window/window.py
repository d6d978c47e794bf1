"""The program's window as a person uses it: looked at by its accessible names, worked by keys and the mouse."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from tests.window import drag_source, screen

Thing = Mapping[str, Any]
EYES = Path(__file__).with_name("eyes.py")
PATIENCE_S = 60
A_MOMENT_S = 0.05
DRAG_STEPS, DRAGS = 8, 3
STROKES = {".": "period", "-": "minus", ",": "comma"}


class Window:
    """One running program on a screen."""

    def __init__(self, program: list[str], environment: Mapping[str, str], folder: Path) -> None:
        self._environment = dict(environment)
        self._folder = folder
        shown = {**environment, "QT_QPA_PLATFORM": "xcb", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
        self._log = (folder / "window.log").open("ab")
        self.process = subprocess.Popen(program, env=shown, stdout=self._log, stderr=self._log)
        self._eyes = subprocess.Popen(
            [str(screen.SYSTEM_PYTHON), str(EYES)],
            env=self._environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    # looking

    def ask(self, ask: str, **question: object) -> Any:
        """One question; None while the window is not there or changes under our eyes."""
        assert self._eyes.stdin is not None
        assert self._eyes.stdout is not None
        line = json.dumps({"ask": ask, "pid": self.process.pid, **question}, ensure_ascii=False)
        self._eyes.stdin.write(line + "\n")
        self._eyes.stdin.flush()
        return json.loads(self._eyes.stdout.readline()).get("answer")

    def all(self, role: str | None = None, name: str | None = None, *, inside: bool = False) -> list[Thing]:
        """Everything of this role and name that is on the screen; a name ending in `…` begins so."""
        return self.ask("find", role=role, name=name, inside=inside) or []

    def names(self, role: str | None = None) -> list[str]:
        """The names on the screen, for messages of a failing test."""
        return [f"{thing['role']}: {thing['name']}" for thing in self.all(role) if thing["name"]]

    def wait(self, until: Callable[[], Any], what: str, patience: float = PATIENCE_S) -> Any:
        """The first true answer; the test fails with what is on the screen when none comes."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            found = until()
            if found:
                return found
            assert self.process.poll() is None, f"the window ended ({self.process.returncode}) before {what}"
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(A_MOMENT_S)
        self.picture("waiting.png")
        raise AssertionError(f"waited for {what}; on the screen:\n" + "\n".join(self.names()))

    def find(self, role: str | None, name: str, patience: float = PATIENCE_S) -> Thing:
        """The first thing of this role and name, once it is there."""
        found = self.wait(lambda: self.all(role, name), f"{role} “{name}”", patience)
        return found[0]  # type: ignore[no-any-return]

    def reads(self, part: str, patience: float = PATIENCE_S) -> str:
        """The first text on the screen that holds `part`, once it is there."""

        def said() -> str | None:
            for thing in self.all():
                for words in (thing["name"], thing["text"]):
                    if words and part in words:
                        return str(words)
            return None

        return str(self.wait(said, f"the words “{part}”", patience))

    def cells(self, table: str, rows: int = 60) -> list[Thing]:
        """The cells of a table with their words and places."""
        return self.ask("cells", name=table, rows=rows) or []

    def picture(self, name: str) -> Path:
        """What the screen shows, kept beside the window's log."""
        target = self._folder / name
        screen.picture(self._folder, target)
        return target

    # working

    def key(self, *keys: str) -> None:
        """Keys as xdotool names them, such as `Return` and `ctrl+v`."""
        self._xdotool("key", "--clearmodifiers", *keys)

    def figures(self, lines: Iterable[str]) -> None:
        """Each figure and Enter, as a clerk types down a column."""
        strokes = [
            stroke for line in lines for stroke in (*(STROKES.get(sign, sign) for sign in line), "Return")
        ]
        self._xdotool("key", "--delay", "8", *strokes)

    def type(self, text: str) -> None:
        """ASCII as key strokes; other scripts through the clipboard, as an input method commits them."""
        if text.isascii():
            self._xdotool("type", "--delay", "8", text)
        else:
            self.copy(text)
            self.key("ctrl+v")

    def copy(self, text: str) -> None:
        """Put text on the clipboard, as another program does."""
        subprocess.run(
            ["xclip", "-selection", "clipboard"],
            input=text,
            text=True,
            check=True,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def click(self, role: str | None, name: str) -> None:
        """With the mouse, in the middle of it, when it can be clicked."""

        def ready() -> Thing | None:
            for thing in self.all(role, name):
                if "enabled" in thing["states"] or "sensitive" in thing["states"]:
                    return thing
            return None

        self.click_at(self.wait(ready, f"{role} “{name}” to be ready"))

    def click_at(self, thing: Thing, *, times: int = 1) -> None:
        """With the mouse, in the middle of something that was found."""
        x, y, width, height = thing["box"]
        self._xdotool(
            "mousemove", str(x + width // 2), str(y + height // 2), "click", "--repeat", str(times), "1"
        )

    def drop(self, *paths: Path, onto: Thing) -> None:
        """Drag files or folders from another program into the middle of something that was found (XDND)."""
        command = [sys.executable, "-m", drag_source.__name__, *map(str, paths)]
        shown = {**self._environment, "QT_QPA_PLATFORM": "xcb"}
        with subprocess.Popen(
            command, env=shown, text=True, stdout=subprocess.PIPE, stderr=self._log
        ) as source:
            assert source.stdout is not None
            assert source.stdout.readline() == "ready\n"
            outcomes = (self._drag(source.stdout, onto) for _again in range(DRAGS))
            assert "dropped\n" in outcomes, "the window does not take what is dragged onto it"
            self.wait(lambda: not self.all(onto["role"], onto["name"]), "what was dropped")
            source.terminate()

    def _drag(self, told: IO[str], onto: Thing) -> str:
        """One drag as a hand does it, slower at the end; what the other program says of it."""
        x, y, width, height = onto["box"]
        (left, top), middle = drag_source.PLACE, drag_source.SIZE // 2
        start, end = (left + middle, top + middle), (x + width // 2, y + height // 2)
        self._xdotool("mousemove", *map(str, start), "mousedown", "1")
        for part in range(1, DRAG_STEPS + 1):
            at = (round(a + (b - a) * part / DRAG_STEPS) for a, b in zip(start, end, strict=True))
            self._xdotool("mousemove", *map(str, at), "sleep", "0.1")
        for nudge in (3, -3):
            self._xdotool("mousemove_relative", "--", str(nudge), "0", "sleep", "0.3")
        self._xdotool("mouseup", "1")
        return told.readline()

    def enter(self, name: str, text: str, role: str = "text") -> None:
        """Click a field, replace what it holds."""
        self.click(role, name)
        self.key("ctrl+a")
        self.type(text)

    def close(self) -> None:
        """Ask the program to end, or end it."""
        self._eyes.kill()
        self._eyes.communicate()
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=PATIENCE_S)
        self._log.close()

    def kill(self) -> None:
        """As a power cut: no warning, nothing saved."""
        self.process.kill()
        self.process.wait()

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], check=True, env=self._environment, capture_output=True)
