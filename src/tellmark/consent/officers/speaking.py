"""One who speaks for a person, as an officer's page shows it: the authority, the alarms, and what can be decided."""

from tellmark.consent.model import Representative, RepresentativeState
from tellmark.consent.officers import cases
from tellmark.consent.officers.words import MAY, PAPERS
from tellmark.consent.person.views import Cells
from tellmark.consent.phrases import OPERATIONS, PURPOSES, worded
from tellmark.consent.representing import alarms_of
from tellmark.consent.showing import until
from tellmark.consent.states import ROLES
from tellmark.store.units import ReadUnit
from tellmark.surface.moments import day
from tellmark.values.languages import Language, said, wording

END = ("end", said("They speak for the person no more"), said("What a guardian agreed to is held up."))
DISAGREE = ("conflict", said("They do not agree with each other"), said("Nothing is agreed to meanwhile."))
AGREE = ("agree", said("They agree with each other again"), said("From now on their word counts again."))


def authority_facts(one: Representative, language: Language) -> Cells:
    """Return what somebody may speak for, as rows."""
    _, authority = wording(language), one.authority
    everything = _(said("Everything"))
    may = next((name for name, *may in MAY.values() if may == [authority.grants, authority.withdraws]), "")
    span = until(authority.until, language)
    if authority.since is not None:
        span = f"{_(said('from {day}')).format(day=day(authority.since, language))}, {span}"
    return [
        (_(said("In which part")), _(ROLES[authority.role]), "", "", ""),
        (_(said("Number of the person")), one.subject, "", "", ""),
        (_(said("Number of who speaks")), one.principal, "", "", ""),
        (_(said("Document")), _(PAPERS[authority.paper]), authority.document, "", ""),
        (_(said("How long")), span, "", "", ""),
        (_(said("What they may")), _(may) if may else "", "", "", ""),
        (_(said("May agree to")), worded(authority.operations, OPERATIONS, language) or everything, "", "", ""),
        (_(said("For")), worded(authority.purposes, PURPOSES, language) or everything, "", "", ""),
    ]


def alarms(unit: ReadUnit, one: Representative, language: Language) -> list[tuple[str, str, str]]:
    """Return every alarm that stands, those of the proposal and those of this instant, as boxes to tick."""
    standing = one.alarms | alarms_of(unit, one.subject, one.principal, one.authority.role)
    return [(str(alarm), wording(language)(cases.ALARMS[alarm]), "") for alarm in sorted(standing)]


def decisions(one: Representative) -> tuple[tuple[str, str, str], ...]:
    """Return what an officer can decide on *one*, by how far it is."""
    if one.is_over:
        return ()
    if one.state is RepresentativeState.PROPOSED:
        return (END,)
    return (AGREE, END) if one.conflict else (DISAGREE, END)
