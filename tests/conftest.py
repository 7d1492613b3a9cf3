# tests/conftest.py - what holds for all tests in Python.

import os

# No test writes into the user's own history.
os.environ["CICLE_HISTORY"] = ""
