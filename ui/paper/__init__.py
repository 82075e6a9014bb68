"""Official papers as pages on the screen: laid out in small steps, so that the window never waits."""
