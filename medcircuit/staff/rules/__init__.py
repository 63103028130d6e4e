"""Habilitations, sessions and the identifiers of professionals; pure."""
