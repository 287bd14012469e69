"""What a model's vendor calls its errors, and what people are told instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import OperatorError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assistant.errors import RightsideError

TOO_LATE = "The model did not answer in time."
UNREADABLE = "The model's answer could not be understood."
BAD_KEY = "The model's server refused the key; check OPENAI_API_KEY and OPENAI_BASE_URL."
UNFIT = "The model does not take this kind of request; choose one with structured output in RIGHTSIDE_MODEL."
FAULT = "The model's server had a fault."
SET_UP_WRONGLY = "The model's client could not be set up; check OPENAI_API_KEY and OPENAI_BASE_URL."
LOST = "The connection to the model was lost."

# By the vendor's names of its errors. The sentences go to people, so nothing of the vendor's own text is in
# them: that can hold a part of the key.
LATER: Mapping[str, str] = {
    "APITimeoutError": TOO_LATE,
    "APIConnectionError": "The model could not be reached; check the network and OPENAI_BASE_URL.",
    "RateLimitError": "The model takes no more requests at the moment.",
    "LengthFinishReasonError": "The model's answer was cut off at its length limit.",
    "ContentFilterFinishReasonError": "The model's content filter stopped the answer.",
    "ContextOverflowError": "The message is too long for the model.",
    "InternalServerError": FAULT,
    "ConflictError": FAULT,
    "APIResponseValidationError": UNREADABLE,
    "WebSocketConnectionClosedError": LOST,
    "WebSocketQueueFullError": LOST,
    "StreamAlreadyConsumed": UNREADABLE,
    "OutputParserException": UNREADABLE,
    "APIError": "The model's server answered with an error.",
    "OpenAIRefusalError": "The model refused to read this.",
}
OPERATOR: Mapping[str, str] = {
    "AuthenticationError": BAD_KEY,
    "SubjectTokenProviderError": BAD_KEY,
    "PermissionDeniedError": "The key may not use this model; check RIGHTSIDE_MODEL and the key's rights.",
    "NotFoundError": "The model was not found; check RIGHTSIDE_MODEL and OPENAI_BASE_URL.",
    "BadRequestError": UNFIT,
    "UnprocessableEntityError": UNFIT,
    "MutuallyExclusiveAuthError": "The model's client is set up with two keys; keep only OPENAI_API_KEY.",
    "APIRemovedInV1": "The installed openai package does not fit Rightside; install Rightside again.",
    "_AmbiguousModuleClientUsageError": SET_UP_WRONGLY,
    "OpenAIError": SET_UP_WRONGLY,
}
NO_CREDIT = "The model's account has no credit left; top it up or choose another key in OPENAI_API_KEY."
FILTERED = {"content_filter", "content_policy_violation"}


def translated(error: BaseException) -> RightsideError:
    """The vendor's error as one of ours: what to do, and whether the same call may work later."""
    code = getattr(error, "code", None)
    if code == "insufficient_quota":
        return OperatorError(NO_CREDIT)
    if code in FILTERED:
        return UnavailableError(LATER["ContentFilterFinishReasonError"])
    names = [each.__name__ for each in type(error).__mro__]
    if "ContextOverflowError" in names:
        return UnavailableError(LATER["ContextOverflowError"])
    for name in names:
        if name in LATER:
            return UnavailableError(LATER[name])
        if name in OPERATOR:
            return OperatorError(OPERATOR[name])
    return UnavailableError(UNREADABLE)
