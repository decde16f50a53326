"""What is remembered of a line that left: enough to see a later change, not enough to read it.

Decided on 2026-11-25 (RF-04). Each value is hashed by BLAKE2b under a salt of its own line, which
the key of the numbers draws and which is kept beside the hashes. The key is thus needed to write
a snapshot and never to compare one: a new end date or a corrected name is seen on a machine that
has no key, and a change of key (`base rekey`) leaves every snapshot right. The price is that
someone who holds the base can try guesses on a line; they would find what the base already holds
in clear, and `forget` empties the lines of a person who is erased.

The number is another matter: it is not in clear in the base, and guessing it takes a day. It is
not in the snapshot at all. What is kept is its rank among the numbers the person bore, the last one
that was replaced then (`nir_historique`): a number replaced since is seen, whatever the key.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlmodel import Session, case, col, func, select, update

from sigma_cli.domain.personnes.conservation import EFFACE
from sigma_cli.models.flux import FluxLigne
from sigma_cli.models.stagiaire import NumeroRemplace, Parcours, Stagiaire
from sigma_cli.store.coffre import Coffre

_SEL: Final = 16  # bytes
_EMPREINTE: Final = 8  # bytes: one chance in 2**64 that a change is missed


def take(coffre: Coffre, *, fichier: str, numero: int, valeurs: Mapping[str, str]) -> str:
    """Return the snapshot of one line; empty when there is nothing to follow."""
    if not valeurs:
        return ""
    sel = coffre.fingerprint(f"instantane {fichier} {numero}")[:_SEL]
    empreintes = {champ: _hash(sel, champ, valeur) for champ, valeur in valeurs.items()}
    return json.dumps({"sel": sel.hex(), "champs": empreintes}, separators=(",", ":"))


def changed(instantane: str, valeurs: Mapping[str, str]) -> frozenset[str]:
    """Return the fields whose value is no more the one sent; none when nothing was kept."""
    if not instantane:
        return frozenset()
    garde: dict[str, Any] = json.loads(instantane)
    sel = bytes.fromhex(garde["sel"])
    return frozenset(
        champ
        for champ, empreinte in garde["champs"].items()
        if champ in valeurs and _hash(sel, champ, valeurs[champ]) != empreinte
    )


def digest(instantane: str, valeurs: Mapping[str, str], champs: Iterable[str]) -> str:
    """Return what stands for the present values of some fields, under the salt of a snapshot."""
    sel = bytes.fromhex(json.loads(instantane)["sel"])
    texte = "\x1f".join(_hash(sel, champ, valeurs[champ]) for champ in sorted(champs))
    return _hash(sel, "ensemble", texte)


def last_replaced() -> Any:
    """Return the SELECT of the last number of a person that was replaced, 0 when none was."""
    return (
        select(func.coalesce(func.max(NumeroRemplace.id), 0))
        .where(col(NumeroRemplace.stagiaire_id) == col(Stagiaire.id))
        .correlate(Stagiaire)
        .scalar_subquery()
    )


def keep_numbers(db: Session, fichier_id: int) -> None:
    """Note on the lines of a file which number each person bears now, without the number."""
    rang = (
        select(case((col(Stagiaire.nir_empreinte).is_not(None), last_replaced())))
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .where(col(Parcours.id) == col(FluxLigne.parcours_id))
        .correlate(FluxLigne)
        .scalar_subquery()
    )
    db.exec(update(FluxLigne).where(col(FluxLigne.fichier_id) == fichier_id).values(nir_rang=rang))


def forget(db: Session, parcours: Sequence[int]) -> None:
    """Empty the snapshots of a person who is erased, and what was written of the lines.

    That they left stays known, so that nothing is sent twice.
    """
    siennes = col(FluxLigne.parcours_id).in_(parcours)
    db.exec(update(FluxLigne).where(siennes).values(instantane="", nir_rang=None))
    for champ in (FluxLigne.rejet, FluxLigne.motif_renvoi):
        ecrites = siennes & col(champ).is_not(None)
        db.exec(update(FluxLigne).where(ecrites).values({col(champ): EFFACE}))


def _hash(sel: bytes, champ: str, valeur: str) -> str:
    texte = f"{champ}\x1f{valeur}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(texte, key=sel, digest_size=_EMPREINTE).hexdigest()
