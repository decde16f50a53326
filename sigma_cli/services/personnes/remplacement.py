"""Replace the number of a person, once the definitive one is known (NIR-08)."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.personnes.identite import check_identity, disagreements
from sigma_cli.domain.personnes.nir import ClasseNir, Nir
from sigma_cli.domain.personnes.nir_remplacement import agora_reason, check_replacement
from sigma_cli.errors import Conflict
from sigma_cli.models.stagiaire import NumeroRemplace, Parcours, Stagiaire
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.personnes import numeros
from sigma_cli.services.socle import journal, lookup
from sigma_cli.services.taches import suivi as taches
from sigma_cli.store.coffre import Coffre


@dataclass(frozen=True, slots=True, kw_only=True)
class Remplacement:
    """The number a person bears from now on, masked; `modifie` is false when it was the same."""

    stagiaire: str
    nir: str
    nir_classe: str
    ancienne_classe: str | None
    agora_transferable: bool
    modifie: bool
    avertissements: list[Avertissement]


def replace(
    db: Session,
    acte: Acte,
    ident: int,
    nouveau: Nir,
    *,
    coffre: Coffre,
    reglages: Reglages,
    motif: str | None = None,
) -> Remplacement:
    """Put a number in place of the one a person bears, of which only a dated keyed hash is kept.

    `motif` confirms a number that contradicts the date of birth recorded (NIR-05). Raises NotFound,
    RuleViolation (NIR-05, NIR-08), Conflict (NIR-10), KeyProblem.
    """
    stagiaire = lookup.stagiaire(db, ident)
    numeros.adopt_key(db, acte, coffre)
    ancien = _current(stagiaire, coffre)
    if ancien == nouveau:
        return _tell(stagiaire, nouveau, ancien, [])
    _check_free(db, acte, coffre, ident, nouveau)
    avertissements = check_replacement(ancien, nouveau)
    ecarts = _contradictions(stagiaire, nouveau)
    avertissements += check_identity(ecarts, motif=motif, sujet="la date de naissance enregistrée")
    if ancien is not None:
        db.add(_remember(db, acte, stagiaire, coffre, ancien))
    numeros.assign(stagiaire, coffre, nouveau, le=acte.le)
    stagiaire.modifie_le = acte.le
    db.add(stagiaire)
    apres: dict[str, object] = {"nir": nouveau.classe.value}
    if ecarts and motif:
        apres |= {"identite_confirmee": " ; ".join(ecarts), "motif": motif}
    avant = {"nir": ancien.classe.value if ancien else None}
    journal.record(db, acte, "stagiaire.nir", references.stagiaire(ident), avant=avant, apres=apres)
    _refresh_tasks(db, acte, reglages, ident)
    return _tell(stagiaire, nouveau, ancien, avertissements)


def _current(stagiaire: Stagiaire, coffre: Coffre) -> Nir | None:
    if stagiaire.nir_chiffre is None:
        return None
    return numeros.reveal(coffre, stagiaire.id, stagiaire.nir_chiffre)


def _check_free(db: Session, acte: Acte, coffre: Coffre, ident: int, nir: Nir) -> None:
    """Refuse a number that someone else bears, or bore (NIR-10)."""
    porteur = numeros.find(db, coffre, nir)
    autre = porteur.id if porteur else None
    if autre is None:
        empreinte = numeros.former(numeros.memory(db, acte, coffre), nir)
        autre = db.exec(
            select(NumeroRemplace.stagiaire_id).where(
                NumeroRemplace.empreinte == empreinte, NumeroRemplace.stagiaire_id != ident
            )
        ).first()
    if autre is not None:
        raise Conflict(
            f"ce numéro est ou fut celui de {references.stagiaire(autre)} ; vérifier le numéro et la "
            "personne.",
            regle="NIR-10",
        )


def _contradictions(stagiaire: Stagiaire, nir: Nir) -> tuple[str, ...]:
    """Name what a definitive number says otherwise than the date of birth recorded."""
    if nir.classe is not ClasseNir.NIR:
        return ()
    return disagreements({"date_naissance": stagiaire.date_naissance}, nir, ())


def _remember(
    db: Session, acte: Acte, stagiaire: Stagiaire, coffre: Coffre, ancien: Nir
) -> NumeroRemplace:
    return NumeroRemplace(
        stagiaire_id=stagiaire.id,
        empreinte=numeros.former(numeros.memory(db, acte, coffre), ancien),
        classe=ancien.classe.value,
        du=stagiaire.nir_le or stagiaire.cree_le,
        au=acte.le,
        agent=acte.agent,
    )


def _refresh_tasks(db: Session, acte: Acte, reglages: Reglages, ident: int) -> None:
    taches.refresh(db, acte, reglages, Portee.STAGIAIRE, [ident])
    parcours = db.exec(select(col(Parcours.id)).where(Parcours.stagiaire_id == ident)).all()
    taches.refresh(db, acte, reglages, Portee.PARCOURS, parcours)


def _tell(
    stagiaire: Stagiaire, nir: Nir, ancien: Nir | None, avertissements: list[Avertissement]
) -> Remplacement:
    return Remplacement(
        stagiaire=references.stagiaire(stagiaire.id),
        nir=nir.masque,
        nir_classe=nir.classe.value,
        ancienne_classe=ancien.classe.value if ancien else None,
        agora_transferable=agora_reason(nir.classe) is None,
        modifie=ancien != nir,
        avertissements=avertissements,
    )
