"""One window for each workspace: a second start brings the first one to the front."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

LOG = logging.getLogger(__name__)
WAIT_MS = 500
RAISE = b"raise\n"


def name_of(workspace: Path) -> str:
    """The name that windows of a workspace listen on."""
    return "yuebao-" + hashlib.sha256(str(workspace.resolve()).encode()).hexdigest()[:16]


class SingleInstance(QObject):
    """Listens for second starts, or tells the first one."""

    asked = Signal()

    def __init__(self, workspace: Path) -> None:
        super().__init__()
        self._name = name_of(workspace)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)

    def first(self) -> bool:
        """Whether no other window has this workspace; if one has, it was asked to come to the front."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if socket.waitForConnected(WAIT_MS):
            socket.write(RAISE)
            socket.waitForBytesWritten(WAIT_MS)
            socket.disconnectFromServer()
            return False
        # nobody answers: what lies there is the socket of a window that was killed
        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            LOG.warning("cannot listen for second starts: %s", self._server.errorString())
        return True

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _answer(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            self.asked.emit()
