"""People who act: roles and habilitations, sign-in, sessions, PIN."""
