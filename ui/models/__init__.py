"""Qt item models over the values of qcapp."""
