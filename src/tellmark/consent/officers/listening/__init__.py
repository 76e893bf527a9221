"""An officer listens to what somebody has spoken."""
