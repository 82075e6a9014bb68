"""The ledger on a PostgreSQL server (共享台账). Imported only when one is opened: nothing else needs its driver."""
