"""What a play does, and what was found of it, in the words of its reader."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from tenure.act.checking import Finding
from tenure.act.play import Play
from tenure.act.steps import Branch, Message, Offer, Step, Task, Wait
from tenure.act.triggers import Crossing, Dated, Event, Frequency, Score, Ticket, Trigger
from tenure.act.words import Language
from tenure.sentences import fill


def said(key: str, language: Language, **values: object) -> str:
    """Return the sentence of a key like "goal.stays", with its values filled in."""
    section, code = key.split(".")
    return fill(texts(language)[section][code], **values)


@cache
def texts(language: Language) -> Mapping[str, Mapping[str, str]]:
    """Return the sentences of a language by section and code."""
    place = files("tenure.act").joinpath("sentences", f"{language}.toml")
    return tomllib.loads(place.read_text("utf-8"))


def finding_said(finding: Finding, language: Language) -> str:
    """Return what was found as a sentence."""
    return said(f"finding.{finding.code}", language, **finding.values)


def whose_turn(play: Play, language: Language) -> list[str]:
    """Return for whom a play is, as sentences: the trigger, and the audience where it has one."""
    told = [_trigger(play.trigger, language)]
    if play.audience is not None:
        told.append(said("audience.where", language, where=str(play.audience)))
    return told


def goal(play: Play, language: Language) -> str:
    """Return what is to be reached, and by when."""
    return said(f"goal.{play.goal.what}", language, within=play.goal.within)


def holdout(play: Play, language: Language) -> str:
    """Return who is left alone."""
    code = "some" if play.holdout else "none"
    return said(f"holdout.{code}", language, share=share(play.holdout))


def steps(play: Play, language: Language) -> list[str]:
    """Return what is done, a sentence a step."""
    return [_step(play, one, language) for one in play.steps]


def share(value: float) -> str:
    """Return a share as people write it: 10 %, without digits that say nothing."""
    return f"{value * 100:.3g}%"


def _trigger(trigger: Trigger, language: Language) -> str:
    told = dict(trigger)
    match trigger:
        case Crossing(what=what, into=into):
            bands = texts(language)["band"]
            return said(f"trigger.crossing_{what}", language, into=bands.get(into, into))
        case Event(where=where):
            code = "event_where" if where is not None else "event"
            return said(f"trigger.{code}", language, **{**told, "where": str(where)})
        case Dated():
            return _dated(trigger, language)
        case Score(least=least, most=most):
            ends = {(True, True): "_between", (True, False): "_least", (False, True): "_most"}
            end = ends.get((least is not None, most is not None), "")
            shown = {
                name: f"{value:g}"
                for name, value in (("least", least), ("most", most))
                if value is not None
            }
            return said(f"trigger.score{end}", language, **{**told, **shown})
        case Ticket(what=what):
            return said(f"trigger.ticket_{what}", language, **told)
        case Frequency(side=side):
            return said(f"trigger.frequency_{side}", language, share=share(trigger.share))
    return said(f"trigger.{trigger.kind}", language, **told)


def _dated(trigger: Dated, language: Language) -> str:
    """Say a date's days: before it they count down, after it up."""
    if trigger.after is not None:
        last = trigger.after + trigger.within
        return said(f"trigger.{trigger.of}_after", language, after=trigger.after, last=last)
    last = trigger.before or 0
    first = max(last - trigger.within, 0)
    return said(f"trigger.{trigger.of}_before", language, before=first, last=last)


def _step(play: Play, step: Step, language: Language) -> str:
    words = texts(language)
    match step:
        case Message():
            channel = words["channel"][step.channel]
            return said(
                "step.message", language, channel=channel, subject=step.subject.of(language)
            )
        case Task():
            kind, title = words["task"][step.task], step.title.of(language)
            return said("step.task", language, task=kind, due=step.due, title=title)
        case Offer():
            kind, text = words["offer"][step.offer], step.words.of(language)
            return said("step.offer", language, offer=kind, expires=step.expires, words=text)
        case Wait():
            return said("step.wait", language, days=step.days)
        case Branch():
            return _branch(play, step, language)


def _branch(play: Play, step: Branch, language: Language) -> str:
    names = {one.name: at for at, one in enumerate(play.steps, 1) if one.name}
    happened = texts(language)["happened"].get(step.happened or "", "")
    where = str(step.where) if step.where is not None else ""
    code = "both" if happened and where else "where" if where else "happened"

    def leads(target: str | None) -> str:
        if target is None:
            return said("step.ends", language)
        return said("step.goes_to", language, step=names[target])

    when = said(f"step.when_{code}", language, happened=happened, where=where)
    then, otherwise = leads(step.then), leads(step.otherwise)
    return said("step.branch", language, when=when, then=then, otherwise=otherwise)
