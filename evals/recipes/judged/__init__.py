"""How the truth about each topic is read off what happened."""
