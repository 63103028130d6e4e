"""The commands of the medicines slice, one module a group."""
