"""Which domains and topics to practice: a domain is whole unless topics narrow it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cehrs_desktop.exam.blueprint import Blueprint, Domain
from cehrs_desktop.presentation import practice_texts as words
from cehrs_desktop.study.practice import Wish
from cehrs_desktop.ui.theme.fonts import BODY, SMALL, font
from cehrs_desktop.ui.widgets.basics import button


class Area(QVBoxLayout):
    """A tick for each domain, and below it, when opened, for each of its topics. `changed`: other ones are ticked."""

    changed = Signal()

    def __init__(self, wish: Wish, blueprint: Blueprint) -> None:
        super().__init__()
        self.setSpacing(8)
        self.domains: dict[str, QCheckBox] = {}
        self.topics: dict[str, QCheckBox] = {}
        self.openers: dict[str, QPushButton] = {}
        self._domain_topics: dict[str, tuple[str, ...]] = {}
        for domain in blueprint.domains:
            self._add_domain(domain, wish)

    def wished(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The domains and topics ticked. A domain without a ticked topic is meant whole, so where another domain is
        narrowed all its topics are named."""
        domains = tuple(domain for domain, box in self.domains.items() if box.isChecked())
        narrowed = [
            domain for domain in domains if any(self.topics[t].isChecked() for t in self._domain_topics[domain])
        ]
        topics: list[str] = []
        for domain in domains if narrowed else ():
            own = self._domain_topics[domain]
            topics += [topic for topic in own if domain not in narrowed or self.topics[topic].isChecked()]
        return domains, tuple(topics)

    def _add_domain(self, domain: Domain, wish: Wish) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        box = self._check(f"{domain.id}. {domain.name}", checked=domain.id in wish.domains)
        row.addWidget(box)
        opener = button(words.TOPICS, role="plain", size=SMALL)
        opener.setCheckable(True)
        opener.setAccessibleName(f"{words.TOPICS} {domain.name}")
        row.addWidget(opener)
        row.addStretch(1)
        self.addLayout(row)
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(32, 0, 0, 8)
        column.setSpacing(4)
        for topic in domain.topics:
            made = self._check(f"{topic.id}  {topic.name}", checked=topic.id in wish.topics)
            made.toggled.connect(lambda on, of=domain.id: self._topic_ticked(of, on=on))
            column.addWidget(made)
            self.topics[topic.id] = made
        self.addWidget(place)
        self.domains[domain.id] = box
        self.openers[domain.id] = opener
        self._domain_topics[domain.id] = tuple(topic.id for topic in domain.topics)
        box.toggled.connect(lambda on, of=domain.id: self._domain_ticked(of, on=on))
        opener.toggled.connect(place.setVisible)
        opened = any(topic.id in wish.topics for topic in domain.topics)
        opener.setChecked(opened)
        place.setVisible(opened)

    def _check(self, name: str, *, checked: bool) -> QCheckBox:
        made = QCheckBox(name)
        made.setFont(font(BODY))
        made.setChecked(checked)
        made.toggled.connect(self.changed)
        return made

    def _topic_ticked(self, domain: str, *, on: bool) -> None:
        """A topic without its domain would be none: its domain comes with it."""
        if on and not self.domains[domain].isChecked():
            self.domains[domain].setChecked(True)

    def _domain_ticked(self, domain: str, *, on: bool) -> None:
        if not on:
            for topic in self._domain_topics[domain]:
                self.topics[topic].setChecked(False)
