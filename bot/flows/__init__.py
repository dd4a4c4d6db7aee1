"""How one topic of conversation goes: each flow hears, learns and is refused, purely."""
