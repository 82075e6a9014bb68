"""What a month's entries amount to: which are 合格, and why not."""
