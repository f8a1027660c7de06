"""One renderer for each face: terminal, Markdown, JSON. Each escapes what strangers wrote in its own way."""
