"""Reading aloud with the computer's own voice, only when it is asked for.

The voice comes with an optional part of the program (`QtTextToSpeech`) and from the system; where either is missing
everything else works. Nothing of it is loaded before somebody who may have questions read looks for it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtTextToSpeech import QTextToSpeech

SILENT = "mock"
"""Qt's engine for tests: it takes its time over each word, and nobody hears it."""


def find_voice() -> str:
    """The name of a speech engine of this computer that speaks English, or an empty one. Slow the first time."""
    try:
        from PySide6.QtTextToSpeech import QTextToSpeech
    except ImportError:
        return ""
    for name in QTextToSpeech.availableEngines():
        # An engine may be delivered whose system library is missing: only one that starts counts.
        if name != SILENT and _speaks_english(QTextToSpeech(name)):
            return name
    return ""


def _speaks_english(voice: QTextToSpeech) -> bool:
    """Have it speak English, whatever the computer's language is; `False` when it cannot."""
    known = [locale for locale in voice.availableLocales() if locale.language() == QLocale.Language.English]
    if not known:
        return False
    american = [locale for locale in known if locale.territory() == QLocale.Country.UnitedStates]
    voice.setLocale((american or known)[0])
    # An engine that found no voice for the computer's own language stays in error until it has said something.
    broken = (voice.ErrorReason.Initialization, voice.ErrorReason.Playback)
    return voice.state() != voice.State.Error or voice.errorReason() not in broken


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
            voice = QTextToSpeech(self._engine, self)
            if _speaks_english(voice):
                self._voice = voice
                voice.stateChanged.connect(self._state_changed)
            else:
                voice.deleteLater()
        if self._voice is None:
            self.failed.emit()
            return
        self._left.extend(parts)
        self._tell(speaking=bool(parts))
        # A voice that is still falling silent goes on by itself when it is ready.
        if self._voice.state() != QTextToSpeech.State.Speaking:
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
