"""Three learners (new, failing, ready) use the program's real windows for weeks; every page of Study is then pictured.

``python -m bench.study_histories OUT [--who new|failing|ready] [--zoom 1] [--theme light]`` lives a history into the
data folder ``OUT/WHO/data``, unless it is there already, and leaves the pictures in ``OUT/WHO``. Windows, lane,
database and items are the real ones, Qt draws offscreen, and the clock is moved from day to day; every answer goes
through the widgets. What is true of a learner is in ``OUT/WHO/truth.json``, to be held against what the pages say.
``--fresh`` lives a history again. A history takes up to two and a half minutes.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import sys
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
# A zone with a change of the clocks within the histories.
os.environ["TZ"] = "America/Chicago"
time.tzset()

from PySide6.QtWidgets import QApplication  # noqa: E402

from bench.histories.hand import clock_at, wall_ms_of  # noqa: E402
from bench.histories.keeping import keep  # noqa: E402
from bench.histories.pictures import take  # noqa: E402
from bench.histories.rehearsing import Rehearsing  # noqa: E402
from bench.histories.stories import STORIES, Story, write_truth  # noqa: E402
from cehrs_desktop.app import window_program  # noqa: E402
from cehrs_desktop.app.opening import open_pack  # noqa: E402
from cehrs_desktop.psychometrics.scoring import item_difficulty, passing_raw, raw_cut  # noqa: E402


def live(application: QApplication, story: Story, folder: Path) -> None:
    """Live a history into a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["CEHRS_DATA_DIR"] = str(folder / "data")
    pack = open_pack()
    items = {item.id: item for item in pack.items()}
    scored = {slot.item_id: items[slot.item_id] for slot in pack.forms()[-1].form.slots if slot.scored}
    cut = passing_raw(raw_cut([item_difficulty(item, pack.parameters) for item in scored.values()], pack.parameters))
    began = time.monotonic()

    def say(what: str) -> None:
        chance = hand.learner.pass_chance(scored, cut)
        spent = time.monotonic() - began
        print(f"{spent:6.0f} s  {hand.today}  true P(pass) {chance:.2f}  {what}", flush=True)
        gc.collect()

    with Rehearsing(application, story.make(pack.parameters), clock_at(wall_ms_of(story.begins)), story.who) as hand:
        hand.ready()
        try:
            story.live(hand, say)
        except BaseException:
            hand.window.grab().save(str(folder / "stuck.png"))
            raise
        write_truth(folder / "truth.json", hand, scored, cut)


def main() -> None:
    """Live and picture what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("out", type=Path)
    parser.add_argument("--who", choices=tuple(STORIES), action="append")
    parser.add_argument("--zoom", type=float, default=1.0)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--fresh", action="store_true", help="live the history again")
    parser.add_argument("--keep", type=Path, help="also leave the chosen pictures here, with few colors")
    asked = parser.parse_args()
    # Python's cyclic collector must not run inside Qt's dispatch; it runs between the days.
    gc.disable()
    application = window_program.make_application([sys.argv[0]])
    for who in asked.who or STORIES:
        story, folder = STORIES[who], asked.out.resolve() / who
        if asked.fresh or not (folder / "truth.json").exists():
            live(application, story, folder)
        truth = json.loads((folder / "truth.json").read_text("utf-8"))
        print(who, json.dumps(truth))
        os.environ["CEHRS_DATA_DIR"] = str(folder / "data")
        take(application, story, folder, truth, asked.theme, asked.zoom)
        if asked.keep is not None:
            keep(folder, who, asked.keep)
    sys.stdout.flush()
    # Qt's own threads need not end in order.
    os._exit(0)


if __name__ == "__main__":
    main()
