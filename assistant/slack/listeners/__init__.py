"""One module for each Slack feature, each with `register(app, fronts)`.

A listener that asks for `front` is given that of its workspace.
"""
