"""What runs by itself: heartbeat, postman, sweeps."""
