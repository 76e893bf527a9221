"""What the rooms tell of a person under an order: who they are, and of somebody erased only what the law keeps."""

from datetime import timedelta

from store_children import ACME
from store_places import Place
from subject_steps import asked
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.roles import IDENTITY_MANAGE
from tellmark.identity.accounts.service import open_account
from tellmark.identity.adapters import HoldsIdentity
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.assurance.retaining import retain_number
from tellmark.identity.assurance.service import record
from tellmark.identity.telling import TellsAccounts, TellsAssurance, TellsNumbers
from tellmark.rules.library import shipped
from tellmark.store.database import Database
from tellmark.store.scope import Scope
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import carry_out
from tellmark.subjects.model import SubjectId

ADMIN = Scope(ACME.tenant, "admin-1", frozenset({IDENTITY_MANAGE}))
NUMBER = "11010519491231002X"


def somebody(database: Database, vault: Vault) -> SubjectId:
    proof = Proof(
        Method.OFFICER, "officer", 2, "passport", "E1", "e" * 64, frozenset(), AgeBand.ADULT, timedelta(days=9)
    )
    with database.write(ADMIN) as unit:
        account = open_account(unit, vault, "Erika Mustermann", [Role.REQUESTER])
        record(unit, vault, account.id, proof)
        retain_number(unit, vault, shipped(), account.id, NUMBER, "CN-LM-09")
        return account.id


def told(database: Database, vault: Vault, subject: SubjectId, *, whole: bool = False) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with database.read(ACME) as unit:
        for room in (TellsAccounts(vault), TellsNumbers(vault), TellsAssurance(vault)):
            for thing in room.everything(unit, subject) if whole else room.who(unit, subject):
                found.setdefault(thing.what, []).append(thing.says)
    return found


def test_who_somebody_is_takes_name_retained_number_and_who_vouched(database: Database, vault: Vault) -> None:
    who = told(database, vault, somebody(database, vault))
    assert who == {
        "name": ["Erika Mustermann"], "retained_number": [f"{NUMBER} CN-LM-09"], "vouched_by": ["officer passport"],
    }  # fmt: skip


def test_an_export_takes_the_account_and_each_proof_too(database: Database, vault: Vault) -> None:
    everything = told(database, vault, somebody(database, vault), whole=True)
    assert set(everything) == {"name", "account", "retained_number", "assurance_record"}
    assert everything["account"][0].startswith("active requester since 2026-11-22")


def test_of_somebody_erased_only_what_a_rule_forces_to_keep_is_left(
    place: Place, database: Database, vault: Vault
) -> None:
    person = somebody(database, vault)
    asked(database, person)
    carry_out(database, vault, [HoldsIdentity()])
    assert told(database, vault, person, whole=True) == {"retained_number": [f"{NUMBER} CN-LM-09"]}
    place.at = place.at + timedelta(days=200)  # six months
    carry_out(database, vault, [HoldsIdentity()])
    assert told(database, vault, person) == {}


def test_whoever_has_no_account_and_no_proof_here_is_nobody(database: Database, vault: Vault) -> None:
    with database.write(ADMIN) as unit:
        person = open_account(unit, vault, "x", [Role.ENGINEER]).id
    assert told(database, vault, person) == {"name": ["x"]}
