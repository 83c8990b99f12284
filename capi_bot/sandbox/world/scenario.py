"""Scenarios: conversations that are scripted step by step, what the API shows of them, and what webhooks report."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal, TypeVar, cast

from capi_bot.sandbox.world import participants
from capi_bot.sandbox.world.conversation_script import Participant, Step, answer_times, build_conversation, leg_start
from capi_bot.sandbox.world.records import Call, Conversation, Event, Json, User

T = TypeVar("T")

ROUND = 12
"""Scenarios of a round: each kind is run once or twice in it."""
RETENTION = 3 * 60 * 60
"""Seconds for which the API keeps what has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioContext:
    """What a scenario is written from: its number, counted from 0, its participants and its random numbers.

    People take turns, so that nobody is needed in two conversations at once.
    """

    seed: int
    number: int
    speed: float = 1.0
    random: Random = field(compare=False)

    @property
    def label(self) -> str:
        return f"live/{self.seed}/{self.number}"

    @property
    def reference(self) -> int:
        """The order or repair number."""
        return 4800 + self.number

    @property
    def round(self) -> int:
        return self.number // ROUND

    @property
    def caller(self) -> User:
        """The customer who calls, or is called."""
        return self._in_turn(participants.CALLERS, self.number)

    @property
    def agent(self) -> User:
        return self._in_turn(participants.AGENTS_ON_DUTY, self.number)

    @property
    def riders(self) -> tuple[User, ...]:
        """The four app users who meet in this round."""
        half = len(participants.RIDERS) // 2
        first = self.round % 2 * half
        return participants.RIDERS[first : first + half]

    def mechanic(self, turn: int) -> User:
        """Return whom the workshop sends; two scenarios of a round need one, 0 and 1."""
        return self._in_turn(participants.WORKSHOP, 2 * self.round + turn)

    def choice(self, *options: T) -> T:
        return self.random.choice(options)

    def seconds(self, minimum: float, maximum: float) -> float:
        return round(self.random.uniform(minimum, maximum), 3)

    def persistent_fields(self, name: str, display_name: str, **custom_data: object) -> Json:
        """Return the fields of a conversation that stays after its end."""
        ttl = max(1, round(RETENTION / self.speed))
        return {"name": name, "display_name": display_name, "ttl": ttl, "custom_data": custom_data}

    def _in_turn(self, people: Sequence[User], turn: int) -> User:
        return people[(turn + self.seed) % len(people)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a scripted conversation has come: how many steps are done, and whether it has ended."""

    steps: int = 0
    ended: bool = False


ScenarioProgress = tuple[Progress | None, ...]
"""The progress of each conversation of a scenario; None: it has not begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedConversation:
    """A conversation of a scenario: it begins `after` seconds, and ends after `duration` seconds, or never.

    A `persistent` one stays in lists after its end; any other is gone then.
    """

    label: str
    participants: tuple[Participant, ...]
    steps: tuple[Step, ...]
    after: float = 0
    duration: float | None = None
    persistent: bool = False
    fields: Json = field(default_factory=dict)

    def at_speed(self, speed: float) -> ScriptedConversation:
        """Return it running so many times as fast."""
        steps = tuple(step.at_speed(speed) for step in self.steps)
        duration = None if self.duration is None else self.duration / speed
        return replace(self, steps=steps, after=self.after / speed, duration=duration)

    def progress(self, created: datetime, now: datetime) -> Progress | None:
        """Return how far it has come; None before it was created."""
        if now < created:
            return None
        steps = bisect_right(self.steps, now, key=lambda step: created + timedelta(seconds=step.after))
        end = None if self.duration is None else created + timedelta(seconds=self.duration)
        return Progress(steps=steps, ended=end is not None and end <= now)

    def final_progress(self) -> Progress:
        return Progress(steps=len(self.steps), ended=self.duration is not None)

    def conversation(self, created: datetime, progress: Progress) -> Conversation:
        """Build the conversation; only participants of steps done so far are in it."""
        steps = self.steps[: progress.steps]
        keys = {step.participant for step in steps}
        present = tuple(participant for participant in self.participants if participant.key in keys)
        duration = self.duration if progress.ended else None
        return build_conversation(self.label, created, present, steps, duration=duration, **self.fields)


Script = Callable[[ScenarioContext], tuple[ScriptedConversation, ...]]


Visible = tuple[tuple[Conversation, ...], tuple[Call, ...]]
"""What the API shows of a scenario: its conversations, and the legs of those that are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Conversations that belong together, such as a call and the one that it is transferred to.

    It begins `start` seconds after `origin`, which is when the schedule began.
    """

    start: float
    scripts: tuple[ScriptedConversation, ...]

    def created(self, origin: datetime) -> tuple[datetime, ...]:
        start = origin + timedelta(seconds=self.start)
        return tuple(start + timedelta(seconds=script.after) for script in self.scripts)

    def progress(self, origin: datetime, now: datetime) -> ScenarioProgress:
        times = zip(self.scripts, self.created(origin), strict=True)
        return tuple(script.progress(created, now) for script, created in times)

    def final_progress(self) -> ScenarioProgress:
        return tuple(script.final_progress() for script in self.scripts)

    def conversations(self, origin: datetime, progress: ScenarioProgress) -> tuple[Conversation | None, ...]:
        """Build every conversation, also those that are gone; None where one has not begun."""
        parts = zip(self.scripts, self.created(origin), progress, strict=True)
        return _with_earlier_legs(
            tuple(script.conversation(created, done) if done else None for script, created, done in parts)
        )

    def visible(self, origin: datetime, progress: ScenarioProgress) -> Visible:
        """Return what the API shows: a conversation that has ended and is not persistent is gone, but not its legs."""
        present: list[Conversation] = []
        ended_calls: list[Call] = []
        parts = zip(self.scripts, self.conversations(origin, progress), progress, strict=True)
        for script, conversation, done in parts:
            if conversation and done and done.ended and not script.persistent:
                ended_calls += conversation.calls
            elif conversation:
                present.append(conversation)
        return tuple(present), tuple(ended_calls)


def _with_earlier_legs(conversations: tuple[Conversation | None, ...]) -> tuple[Conversation | None, ...]:
    """Date a transferred leg from the conversation in which it started and was answered."""
    started: dict[str, datetime] = {}
    for conversation in filter(None, conversations):
        for member in conversation.members:
            channel: Any = member.channel
            started.setdefault(channel["id"], leg_start(conversation, member))
    answered = answer_times(event for conversation in filter(None, conversations) for event in conversation.events)
    return tuple(
        conversation
        and replace(
            conversation,
            calls=tuple(
                replace(call, started=started[call.id], answered=answered.get(call.id)) for call in conversation.calls
            ),
        )
        for conversation in conversations
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """Something that happened; `conversation` is as it was right after.

    `event` is set for an "event", as the events list has it. `call` is set for a "call", whose status has just changed,
    and for a "transfer", which has just come to this conversation from the one with the id `origin`.
    """

    at: datetime
    kind: Literal["created", "event", "call", "transfer", "deleted"]
    conversation: Conversation
    event: Event | None = None
    call: Call | None = None
    origin: str = ""


def occurrences(scenario: Scenario, origin: datetime, forgotten: datetime) -> tuple[Occurrence, ...]:
    """List all that happens in a scenario, until its persistent conversations are deleted at `forgotten`."""
    progress: ScenarioProgress = (None,) * len(scenario.scripts)
    calls: dict[str, Call] = {}
    happened: list[Occurrence] = []
    for at, number, done in _changes(scenario, origin):
        progress = (*progress[:number], done, *progress[number + 1 :])
        conversations = scenario.conversations(origin, progress)
        happened += _of_conversation(scenario.scripts[number], at, done, cast("Conversation", conversations[number]))
        happened += _of_calls(at, conversations, calls)
    final = scenario.conversations(origin, scenario.final_progress())
    for script, conversation in zip(scenario.scripts, final, strict=True):
        if conversation and script.persistent:
            deleted = replace(conversation, state="DELETED", destroyed=forgotten)
            happened.append(Occurrence(at=forgotten, kind="deleted", conversation=deleted))
    return tuple(happened)


def _changes(scenario: Scenario, origin: datetime) -> list[tuple[datetime, int, Progress]]:
    """List every time at which a conversation comes further, with its number in the scenario."""
    changes = [
        (at, number, progress)
        for number, (script, created) in enumerate(zip(scenario.scripts, scenario.created(origin), strict=True))
        for at, progress in _progress_times(script, created)
    ]
    return sorted(changes, key=lambda change: change[:2])


def _progress_times(script: ScriptedConversation, created: datetime) -> Iterator[tuple[datetime, Progress]]:
    yield created, Progress()
    for done, step in enumerate(script.steps, start=1):
        yield created + timedelta(seconds=step.after), Progress(steps=done)
    if script.duration is not None:
        yield created + timedelta(seconds=script.duration), script.final_progress()


def _of_conversation(
    script: ScriptedConversation, at: datetime, progress: Progress, conversation: Conversation
) -> Iterator[Occurrence]:
    if not progress.steps:
        yield Occurrence(at=at, kind="created", conversation=conversation)
    elif not progress.ended:
        yield Occurrence(at=at, kind="event", conversation=conversation, event=conversation.events[-1])
    elif not script.persistent:
        yield Occurrence(at=at, kind="deleted", conversation=conversation)


def _of_calls(
    at: datetime, conversations: tuple[Conversation | None, ...], before: dict[str, Call]
) -> Iterator[Occurrence]:
    """Compare the legs with those `before`, and remember how they are now."""
    for conversation in filter(None, conversations):
        for call in conversation.calls:
            was = before.get(call.id)
            before[call.id] = call
            if was is not None and was.conversation_id != call.conversation_id:
                origin = was.conversation_id
                yield Occurrence(at=at, kind="transfer", conversation=conversation, call=call, origin=origin)
            elif was is None or was.status != call.status:
                yield Occurrence(at=at, kind="call", conversation=conversation, call=call)
