"""Charts drawn in a process of their own: the window is not to keep in memory what draws them."""
