"""The rules of the prescriptions: lines and their versions, what a dose line says."""
