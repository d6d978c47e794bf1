"""A file manager for one folder: a small square at the left edge of the screen, dragged from with the mouse.

python -m tests.window.drag_source FOLDER      prints `ready`, then `dropped` or `refused` after each drag

It stays until it is ended: whoever was dropped upon fetches the names from it afterwards.
"""

import sys

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

PLACE, SIZE = (2, 340), 36
"""Where nothing of the program's window lies."""


def say(word):
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


class Square(QWidget):
    def __init__(self, paths):
        super().__init__(None, Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint)
        self.setGeometry(*PLACE, SIZE, SIZE)
        self._urls = [QUrl.fromLocalFile(path) for path in paths]

    @override
    def mousePressEvent(self, event):
        drag, data = QDrag(self), QMimeData()
        data.setUrls(self._urls)
        drag.setMimeData(data)
        done = drag.exec(Qt.DropAction.CopyAction)
        say("dropped" if done == Qt.DropAction.CopyAction else "refused")


def main():
    app = QApplication(sys.argv[:1])
    square = Square(sys.argv[1:])
    square.show()
    QTimer.singleShot(200, lambda: say("ready"))
    app.exec()


if __name__ == "__main__":
    main()
