"""Orders being written: a posology understood and previewed, drafts, templates, and the mentions that the law asks for."""
