"""The words shared by every room. Imports nothing of paysleuth."""
