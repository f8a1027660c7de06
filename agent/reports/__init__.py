"""Reports: their types, and how code makes one of a draft and the evidence."""
