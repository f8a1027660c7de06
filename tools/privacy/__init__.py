"""What leaves the reader: projected fields, and personal data behind placeholders."""
