"""The ledger on SQLAlchemy: models, store, migrations, backup, integrity."""
