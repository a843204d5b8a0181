"""Reading aloud with the computer's own voice, only when it is asked for.

The voice comes with an optional part of the program (`QtTextToSpeech`) and from the system; where either is missing
everything else works. Nothing of it is loaded before somebody who may have questions read looks for it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

SILENT = "mock"
"""Qt's engine for tests: it takes its time over each word, and nobody hears it."""


def find_voice() -> str:
    """The name of a speech engine of this computer that works, or an empty one. Takes its time the first time."""
    try:
        from PySide6.QtTextToSpeech import QTextToSpeech
    except ImportError:
        return ""
    for name in QTextToSpeech.availableEngines():
        # An engine may be delivered whose system library is missing: only one that starts counts.
        if name != SILENT and QTextToSpeech(name).state() != QTextToSpeech.State.Error:
            return name
    return ""


class SpeechReader(QObject):
    """Says texts one after the other. `speaking` tells when it begins and ends, `failed` that the voice is gone."""

    speaking = Signal(bool)
    failed = Signal()

    def __init__(self, engine: str, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._voice: QTextToSpeech | None = None
        self._left: deque[str] = deque()
        self._is_speaking = False

    @property
    def is_speaking(self) -> bool:
        """Whether something is being said."""
        return self._is_speaking

    def say(self, parts: Sequence[str]) -> None:
        """Say these texts, in place of what is being said."""
        from PySide6.QtTextToSpeech import QTextToSpeech

        self.stop()
        if self._voice is None:
            self._voice = QTextToSpeech(self._engine, self)
            self._voice.stateChanged.connect(self._state_changed)
        if self._voice.state() == QTextToSpeech.State.Error:
            self.failed.emit()
            return
        self._left.extend(parts)
        self._tell(speaking=bool(parts))
        # A voice that is still falling silent goes on by itself when it is ready.
        if self._voice.state() == QTextToSpeech.State.Ready:
            self._go_on()

    def stop(self) -> None:
        """Be silent at once."""
        self._left.clear()
        if self._is_speaking and self._voice is not None:
            self._tell(speaking=False)
            self._voice.stop()

    def _go_on(self) -> None:
        if self._left and self._voice is not None:
            self._voice.say(self._left.popleft())
        else:
            self._tell(speaking=False)

    def _state_changed(self, state: QTextToSpeech.State) -> None:
        from PySide6.QtTextToSpeech import QTextToSpeech

        if not self._is_speaking:
            return
        if state == QTextToSpeech.State.Error:
            self._left.clear()
            self._tell(speaking=False)
            self.failed.emit()
        elif state == QTextToSpeech.State.Ready:
            self._go_on()

    def _tell(self, *, speaking: bool) -> None:
        if speaking != self._is_speaking:
            self._is_speaking = speaking
            self.speaking.emit(speaking)
