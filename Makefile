# Rightside: every command a user or contributor needs. `make` alone lists them.
