"""Pure scheduling rules: values, time, slots, booking life. Imports nothing but the standard library."""
