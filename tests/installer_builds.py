"""Builds to plan with: of version 1.2.3, in a folder of one's own."""

from __future__ import annotations

from pathlib import Path

from installer.plan import Build, Log, Options, Target


def build_in(
    folder: Path, options: Options = Options(), secrets: tuple[str, ...] = (), target: Target = "linux"
) -> Build:
    """A build whose root, bundle and results lie in `folder`; its log is `build.log` there."""
    return Build(
        root=folder,
        target=target,
        version="1.2.3",
        commit="0" * 40,
        committed=1_700_000_000,
        bundle=folder / "dist" / "cehrs-desktop",
        camera=None,
        out=folder / "dist" / "installers",
        options=options,
        log=Log(folder / "build.log", secrets),
    )
