"""Who may help whom: protocols of the physician, authorisations of named people, and what they open."""
