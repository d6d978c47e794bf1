"""The choice of how replies leave."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from desktop.desk_port import Delivery
from desktop.i18n import Texts
from desktop.widgets.parts import bind_item

HOW = {
    Delivery.FOLDER: "All into one folder",
    Delivery.FOLDERS: "A folder for each unit",
    Delivery.MAIL: "A mail draft for each unit",
}


def delivery_box(texts: Texts) -> QComboBox:
    """A list box of the ways; its data are `Delivery`."""
    made = QComboBox()
    texts.bind(made, QWidget.setAccessibleName, "How replies leave")
    for place, (how, text) in enumerate(HOW.items()):
        made.addItem("", how)
        bind_item(texts, made, place, text)
    return made
