"""Every error Rightside raises on purpose, grouped by who can act on it.

The message is one plain sentence that says what to do next. Vendor errors are translated into these at the
edge that calls the vendor; the terminal, Slack and the evaluations each have one boundary that shows them.
"""


class RightsideError(Exception):
    """Base of all errors below; never raised itself."""


class PersonError(RightsideError):
    """The person asking can mend it: a deal not found, a bad file, something not allowed."""


class UnavailableError(RightsideError):
    """Something outside did not answer (model, store, CRM, Slack); the same call may work later."""


class RateLimitedError(UnavailableError):
    """Asked too often: the same call works after `seconds`, which whoever refused named."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class OperatorError(RightsideError):
    """Whoever runs Rightside must change a setting, a permission or a version."""
