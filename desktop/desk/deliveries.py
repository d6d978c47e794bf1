"""The choice of how bundles leave."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.desk_port import Delivery
from desktop.i18n import Texts
from desktop.widgets.parts import bind_item

HOW = {
    Delivery.FOLDER: "All into one folder",
    Delivery.FOLDERS: "A folder for each unit",
    Delivery.MAIL: "A mail draft for each unit",
}


TASKS = {**HOW, Delivery.FOLDER: "One bundle for everybody, into a folder"}


def delivery_box(
    texts: Texts, ways: Mapping[Delivery, str] = HOW, name: str = "How replies leave"
) -> QComboBox:
    """A list box of the ways; its data are `Delivery`."""
    made = QComboBox()
    texts.bind(made, QWidget.setAccessibleName, name)
    for place, (how, text) in enumerate(ways.items()):
        made.addItem("", how)
        bind_item(texts, made, place, text)
    return made
