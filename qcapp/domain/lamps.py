"""Lamp 灯: the colour that an entry shows, always with its word."""

from __future__ import annotations

from enum import Enum


class Lamp(Enum):
    GREEN = "绿"
    YELLOW = "黄"
    RED = "红"
    GREY = "灰"

    @property
    def word(self) -> str:
        """绿灯; a grey one is 未亮: nothing is to be said yet."""
        return "未亮" if self is Lamp.GREY else f"{self.value}灯"
