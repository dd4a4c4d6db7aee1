"""The dialogue: what is said, understood, decided and answered; and the one place that wires everything."""
