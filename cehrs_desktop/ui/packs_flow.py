"""The visit to the page about items and updates: packs are checked, installed and chosen on the lane.

It is reached only where no attempt is open, so what is chosen here can be used at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from cehrs_desktop.application.pack_ports import PackOlder
from cehrs_desktop.application.packs import OfferedPack, OpenedItems, PackShelf, PacksHere
from cehrs_desktop.application.updates import News
from cehrs_desktop.presentation import pack_texts as words
from cehrs_desktop.presentation.pack_problems import pack_problem
from cehrs_desktop.presentation.pack_view import PacksView, news_text, offer_text, packs_view
from cehrs_desktop.presentation.report_saving import problem_line
from cehrs_desktop.ui.screens.packs import PacksScreen
from cehrs_desktop.ui.stage import Stage
from cehrs_desktop.ui.tasks import Lane
from cehrs_desktop.ui.update_check import UpdateCheck

Result = TypeVar("Result")


class PacksFlow(QObject):
    """`left` leads back to where the visit began; `items_changed(OpenedItems)` carries items to be used from now on.

    `fixed` names the person's settings that a policy fixed.
    """

    left = Signal()
    items_changed = Signal(object)

    def __init__(
        self, stage: Stage, lane: Lane, shelf: PackShelf, updates: UpdateCheck, fixed: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(stage)
        self._stage, self._lane, self._shelf, self._updates = stage, lane, shelf, updates
        self._busy = self._over = False
        self._view: PacksView | None = None
        values = stage.settings.values
        self._screen = PacksScreen(
            notice_on=bool(values.get("update_notice")),
            address=str(values.get("update_address") or ""),
            notice_fixed=bool(fixed & {"update_notice", "update_address"}),
            zoom=stage.zoom,
        )
        self._screen.file_chosen.connect(self.offer)
        self._screen.use_wanted.connect(self._use)
        self._screen.remove_wanted.connect(self._ask_remove)
        self._screen.notice_changed.connect(self._keep_notice)
        self._screen.check_wanted.connect(self._check_now)
        self._screen.left.connect(self.left)
        updates.told.connect(self._told)
        updates.failed.connect(self._not_told)

    def start(self, file: str = "") -> None:
        """Show the page; `file` is a pack to be offered at once."""
        self._stage.show(self._screen)
        if self._updates.problem:
            self._screen.show_news(self._updates.problem)
        elif self._updates.last is not None:
            self._screen.show_news(news_text(self._updates.last))
        self._look("", (lambda: self.offer(file)) if file else None)

    def let_go(self) -> None:
        """The visit is over."""
        self._updates.told.disconnect(self._told)
        self._updates.failed.disconnect(self._not_told)
        self._over = True
        if not self._busy:
            self.deleteLater()

    # ---- what there is
    def _look(self, said: str, then: Callable[[], object] | None = None) -> None:
        def looked(here: PacksHere) -> None:
            self._view = packs_view(here)
            self._screen.show_view(self._view)
            if said:
                self._screen.tell(said)
            if then is not None:
                then()

        self._run(self._shelf.look, looked)

    def _run(
        self,
        work: Callable[[], Result],
        done: Callable[[Result], None],
        failed: Callable[[Exception], None] | None = None,
        doing: str = "",
    ) -> None:
        """Do `work` on the lane; nothing else can be pressed until it is reported. Of a visit that is over only items
        to be used are told."""
        if self._busy:
            self._screen.notice.tell(words.NOT_NOW)
            return
        self._busy = True
        self._screen.notice.clear()
        self._screen.show_busy(busy=True, text=doing)

        def settled(result: Result) -> None:
            if self._here():
                done(result)
            elif isinstance(result, OpenedItems):
                self.items_changed.emit(result)

        def trouble(error: Exception) -> None:
            if self._here():
                (failed or self._trouble)(error)

        self._lane.run(work, settled, trouble)

    def _here(self) -> bool:
        """The work is done: whether the page is still there to tell it."""
        self._busy = False
        if self._over:
            self.deleteLater()
        elif self._stage.screen is self._screen:
            self._screen.show_busy(busy=False)
            return True
        return False

    def _trouble(self, error: Exception) -> None:
        self._screen.notice.tell(problem_line(pack_problem(error)))

    # ---- a file
    def offer(self, file: str) -> None:
        """Check a file, and ask whether it shall be installed."""
        self._run(lambda: self._shelf.check(file), self._ask_install, self._refused_at(file), words.CHECKING_FILE)

    def _refused_at(self, file: str) -> Callable[[Exception], None]:
        def refused(error: Exception) -> None:
            if isinstance(error, PackOlder):
                self._stage.question(
                    words.OLDER_TITLE,
                    words.older(error.installed, error.offered),
                    words.OLDER_YES,
                    words.OFFER_NO,
                    lambda: self._install(file, older_too=True),
                )
            else:
                self._trouble(error)

        return refused

    def _ask_install(self, offered: OfferedPack) -> None:
        self._stage.question(
            words.OFFER_TITLE,
            offer_text(offered),
            words.OFFER_YES,
            words.OFFER_NO,
            lambda: self._install(offered.file, older_too=False),
        )

    def _install(self, file: str, *, older_too: bool) -> None:
        shelf = self._shelf

        def work() -> OpenedItems:
            return shelf.choose(shelf.install(file, older_too=older_too).pack_id)

        self._run(work, self._changed(words.INSTALLED), None, words.CHECKING_FILE)

    # ---- what is installed
    def _use(self, pack_id: str) -> None:
        said = words.USED if pack_id else words.USED_SHIPPED
        self._run(lambda: self._shelf.choose(pack_id), self._changed(said))

    def _changed(self, said: str) -> Callable[[OpenedItems], None]:
        def changed(opened: OpenedItems) -> None:
            self.items_changed.emit(opened)
            self._look(said)

        return changed

    def _ask_remove(self, pack_id: str) -> None:
        rows = self._view.rows if self._view else ()
        title = next((row.title for row in rows if row.pack_id == pack_id), pack_id)
        self._stage.question(
            words.REMOVE_TITLE, words.remove(title), words.REMOVE_YES, words.KEEP, lambda: self._remove(pack_id)
        )

    def _remove(self, pack_id: str) -> None:
        self._run(lambda: self._shelf.remove(pack_id), lambda _: self._look(words.REMOVED))

    # ---- the notice of newer versions
    def _keep_notice(self, on: bool, address: str) -> None:
        self._stage.change("update_notice", on)
        self._stage.change("update_address", address)
        if not on:
            self._updates.end()
            self._screen.show_news("")

    def _check_now(self) -> None:
        self._screen.show_news(words.NOTICE_CHECKING)
        self._updates.ask(self._screen.address)

    def _told(self, news: News) -> None:
        self._screen.show_news(news_text(news))

    def _not_told(self, problem: str) -> None:
        self._screen.show_news(problem)
