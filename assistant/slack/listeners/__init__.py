"""One module for each Slack feature, each with `register(app, front)`."""
