"""The baseline in the style of the field: one prompt that knows no process, its milestones mapped to outcomes."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, Field, SecretStr

from assistant.deals.claims import Claim, Reading
from assistant.deals.observation import Grade, Verdict
from assistant.errors import UnavailableError
from evals.baselines import BACK, NEAR, OPEN, sentences
from prompts import render

if TYPE_CHECKING:
    from assistant.deals.claims import ToRead
    from assistant.settings import Settings
    from evals.baselines import Nearest

VERDICTS = {"done": Verdict.HAPPENED, "open": Verdict.NOT_YET, "lost": Verdict.REVERSED}
SURE = 0.8  # such prompts ask for no confidence


class Milestone(BaseModel):
    """One milestone as the model names it, in words of its own."""

    milestone: str = Field(max_length=120)
    status: Literal["done", "open", "lost"]
    quote: str = Field(max_length=400)


class Milestones(BaseModel):
    """The whole answer to one message."""

    milestones: list[Milestone] = Field(max_length=40)


# What answers the prompt, from its two texts; raises `UnavailableError` where no answer could be had.
Asked = Callable[[str, str], Milestones]


class PeerReader:
    """Asks for milestones without a process, and takes the nearest outcome for each."""

    name = "one prompt"

    def __init__(self, ask: Asked, nearest: Nearest) -> None:
        self._ask = ask
        self._nearest = nearest

    def read(self, message: ToRead) -> Reading:
        """The milestones that are near enough to an outcome, each with the verdict of its status."""
        delimiter = f"=== {blake2b(message.text.encode(errors='replace'), digest_size=8).hexdigest()} ==="
        prompt = render("read_without_process", delimiter=delimiter, day=message.on.isoformat())
        found = self._ask(prompt.text, f"{delimiter}\n{message.text}\n{delimiter}").milestones
        nearest = self._nearest.find([f"{each.milestone}. {each.quote}" for each in found], message.definitions)
        claims = {
            near.outcome: Claim(
                outcome=near.outcome,
                verdict=VERDICTS[each.status],
                grade=Grade.ASSERTED,
                quote=each.quote,
                confidence=SURE,
            )
            for each, near in zip(found, nearest, strict=False)
            if near.cosine >= NEAR
        }
        return Reading(claims=tuple(claims.values()), reader=self.name, prompt=prompt.digest)


def scripted(_system: str, user: str) -> Milestones:
    """What is played where no key is set: every sentence is a milestone, and done unless a cue word denies it."""
    text = user.split("\n", 1)[1].rsplit("\n", 1)[0]
    return Milestones(
        milestones=[
            Milestone(
                milestone=each[:120],
                quote=each[:400],
                status="lost" if BACK.search(each) else "open" if OPEN.search(each) else "done",
            )
            for each in sentences(text)[:40]
        ]
    )


def model(settings: Settings) -> Asked:
    """The model of the settings, asked with the same limits as the product's reader."""
    from langchain_core.exceptions import LangChainException  # noqa: PLC0415 - slow to import
    from langchain_openai import ChatOpenAI  # noqa: PLC0415
    from openai import OpenAIError  # noqa: PLC0415

    chain = ChatOpenAI(
        model=settings.model,
        base_url=settings.openai_base_url,
        api_key=settings.openai_api_key or SecretStr(""),
        temperature=0,
        timeout=settings.model_timeout,
        max_retries=1,
        max_completion_tokens=1500,
    ).with_structured_output(Milestones, method="json_schema")

    def ask(system: str, user: str) -> Milestones:
        try:
            return Milestones.model_validate(chain.invoke([("system", system), ("human", user)]))
        except (OpenAIError, LangChainException, ValueError) as error:
            raise UnavailableError(f"The model did not answer the prompt ({type(error).__name__}).") from error

    return ask
