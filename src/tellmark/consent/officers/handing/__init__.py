"""Where officers enter, confirm and take back that something changed hands."""
