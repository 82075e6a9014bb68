"""Matching, three-way difference and the merge plan: pure, nothing guessed."""
