"""The rules of the residents: identities, likeness of names, presence, tokens, portraits."""
