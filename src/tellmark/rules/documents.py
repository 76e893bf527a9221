"""The rules for machines (`tellmark.rules/1`): the same document for the command line and the web."""

from collections.abc import Iterable

from tellmark.rules.overlay import published, takes_away
from tellmark.rules.pack import Library, Pack, Rule, Unserved
from tellmark.rules.words import asks

SCHEMA = "tellmark.rules/1"


def rule_document(pack: Pack, rule: Rule) -> dict[str, object]:
    """Return one rule: what it asks, who says so, since when, how certain, and what serves it."""
    return {
        "id": rule.id,
        "pack": pack.code,
        "what": rule.what,
        "asks": [asks(one) for one in rule.do],
        "cites": rule.source.cites,
        "grade": rule.source.grade.value,
        "url": rule.source.url,
        "since": rule.since.isoformat(),
        "until": rule.until.isoformat() if rule.until else None,
        "served_by": rule.served_by,
        "speech": rule.speech,
        "added": {"owner": rule.added.owner, "reason": rule.added.reason} if rule.added else None,
    }


def list_document(library: Library, packs: Iterable[Pack]) -> dict[str, object]:
    """Return every rule of *packs*, also those that software cannot act on, and what this operator added."""
    return {
        "rules_digest": library.digest,
        "packs": [
            {
                "code": pack.code,
                "name": pack.name,
                "version": pack.version,
                "digest": pack.digest,
                "within": pack.within or None,
                "members": list(pack.members),
                "rules": [rule_document(pack, rule) for rule in pack.rules],
                "unserved": [_unserved(one) for one in pack.unserved],
            }
            for pack in packs
        ],
        "published": [
            {"territory": code, "takes_away": takes_away(rule), **rule_document(library.packs[code], rule)}
            for code, rule in published(library)
        ],
    }


def _unserved(one: Unserved) -> dict[str, str]:
    return {"id": one.id, "cites": one.cites, "grade": one.grade.value, "why": one.why}
