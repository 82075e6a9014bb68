"""After saving: the file that goes back, to be opened, found, or dragged straight into a mail."""

from __future__ import annotations

from pathlib import Path

from ui.dialogs.exported import ResultBar


class SentBar(ResultBar):
    """打开文件, 打开所在文件夹, and a handle by which the file is dragged out."""

    def show_saved(self, path: Path, office: str) -> None:
        to = office or "营商办"
        self.show_file(path, f"已保存“{path.name}”。请把这一份用邮件或 U 盘报{to}：左边的图标可以直接拖进邮件里。")
