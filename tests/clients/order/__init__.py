"""Sends thousands of mixed requests from several clients to one kernel and checks every message of every request."""
