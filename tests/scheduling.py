"""How test files are shared out among processes."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

WHOLE = ("tests/e2e", "tests/contract", "tests/local")
"""Folders whose tests share what takes seconds to set up, and wait much: each goes whole to one process, and first."""


class ByFolder(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Shares out files, but for the folders that stay whole."""

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in WHOLE if nodeid.startswith(f"{folder}/")), super()._split_scope(nodeid))

    def _assign_work_unit(self, node: WorkerController) -> None:
        for folder in reversed(WHOLE):
            if folder in self.workqueue:
                self.workqueue.move_to_end(folder, last=False)
        super()._assign_work_unit(node)
