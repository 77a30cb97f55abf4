"""Attachments: files that go with letters, from their upload to their deletion."""
