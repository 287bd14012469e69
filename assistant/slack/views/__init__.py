"""From results to Block Kit: pure functions, within Slack's limits whatever the content."""
