"""The medication circuit of French medico-social establishments."""
