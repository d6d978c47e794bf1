"""Collections of test vectors made by others, as they came, each in one archive with its licence and origin."""

from __future__ import annotations

import zipfile
from pathlib import Path

DATA = Path(__file__).parent / "data"
ABOUT = {"ORIGIN.txt", "LICENSE", "README.md"}


def files(archive: str, folder: str = "") -> dict[str, bytes]:
    """The files of a collection by name, without what describes it."""
    with zipfile.ZipFile(DATA / f"{archive}.zip") as packed:
        names = [name for name in packed.namelist() if name not in ABOUT and name.startswith(folder)]
        return {name.removeprefix(folder): packed.read(name) for name in names}
