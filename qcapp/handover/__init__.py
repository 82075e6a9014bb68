"""The 交接 file: sealed bytes, what lies in them, passwords, and the settings of a window that go along."""
