"""The P2S file of someone on social protection alone: its sheet, filled with what the base knows (Q10-02)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.places.protection import check_p2s, check_p2s_step, p2s_state
from sigma_cli.models.composante import Composante
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.stagiaire import Stagiaire
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatP2S, EtatTache, Outil, Portee
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places.dossier import Dossier
from sigma_cli.services.socle import journal, lookup
from sigma_cli.services.taches import asp_p2s, coche
from sigma_cli.services.taches import suivi as taches


@dataclass(frozen=True, slots=True, kw_only=True)
class Renseignement:
    """One thing the file needs; None is what the base does not know."""

    titre: str
    valeur: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheP2S:
    """What to write in the P2S file; `a_completer` is what is missing, to be asked of the person."""

    parcours: str
    etat: EtatP2S | None
    depose_le: date | None
    renseignements: list[Renseignement]
    a_completer: list[str]
    avertissements: list[Avertissement]


def sheet(db: Session, ident: int, *, reglages: Reglages) -> FicheP2S:
    """Return the sheet of a file. The number itself is not in it (NIR-12). Raises NotFound, RuleViolation."""
    dossier = dossiers.load(db, ident)
    check_p2s(dossier.situation)
    return _sheet(db, dossier, reglages)


def lodge(db: Session, acte: Acte, ident: int, *, le: date, reglages: Reglages) -> FicheP2S:
    """Record that the file was lodged with ASP; the reminder goes on until it is complete.

    Raises NotFound, RuleViolation (Q10-02), Conflict when it is complete already, InvalidInput.
    """
    dossier = dossiers.load(db, ident)
    check_p2s(dossier.situation)
    check_p2s_step(dossier.ref, state(db, dossier), le=le, jour=acte.jour)
    if dossier.connu.p2s_depose_le != le:
        avant = {"depose_le": dossier.connu.p2s_depose_le}
        dossier.connu.p2s_depose_le = le
        db.add(dossier.connu)
        journal.record(db, acte, "place.p2s", dossier.ref, avant=avant, apres={"depose_le": le})
        taches.refresh(db, acte, reglages, Portee.PARCOURS, [ident])
    return _sheet(db, dossier, reglages)


def complete(db: Session, acte: Acte, ident: int, *, le: date, reglages: Reglages) -> FicheP2S:
    """Record that ASP holds a complete file: its task is ticked. Raises as `lodge`."""
    dossier = dossiers.load(db, ident)
    check_p2s(dossier.situation)
    check_p2s_step(dossier.ref, state(db, dossier), le=le, jour=acte.jour)
    tache = _task(db, dossier)
    if tache is not None:  # pragma: no branch - protecting someone opened it
        coche.tick(db, acte, tache.id, outil=Outil.ASP, le=le)
    return _sheet(db, dossier, reglages)


def state(db: Session, dossier: Dossier) -> EtatP2S | None:
    """Return where the file stands, None when there is none: it is complete once its task is ticked."""
    tache = _task(db, dossier)
    complet = tache is not None and tache.etat == EtatTache.FAITE
    return p2s_state(
        dossier.parcours.type_remuneration,
        depose_le=dossier.connu.p2s_depose_le,
        complet=complet,
    )


def _task(db: Session, dossier: Dossier) -> Tache | None:
    """Return the task of the present file: the last one opened."""
    return db.exec(
        select(Tache)
        .where(Tache.genre == asp_p2s.CODE, Tache.objet_id == dossier.parcours.id)
        .order_by(col(Tache.id).desc())
    ).first()


def _sheet(db: Session, dossier: Dossier, reglages: Reglages) -> FicheP2S:
    renseignements = [Renseignement(titre=t, valeur=v) for t, v in _known(db, dossier)]
    manquent = [ligne.titre for ligne in renseignements if not ligne.valeur]
    return FicheP2S(
        parcours=dossier.ref,
        etat=state(db, dossier),
        depose_le=dossier.connu.p2s_depose_le,
        renseignements=renseignements,
        a_completer=[*manquent, *reglages.p2s_a_completer],
        avertissements=[],
    )


def _known(db: Session, dossier: Dossier) -> Iterator[tuple[str, str | None]]:
    """Yield what the base may know, field by field, in the order of a form."""
    personne = lookup.stagiaire(db, dossier.parcours.stagiaire_id)
    composante = db.get_one(Composante, dossier.session.composante_id)
    naissance = personne.date_naissance
    yield "Civilité", personne.civilite
    yield "Nom de naissance", personne.nom_naissance
    if personne.nom_usage:
        yield "Nom d’usage", personne.nom_usage
    yield "Prénom", personne.prenom
    yield "Date de naissance", date_fr(naissance) if naissance else None
    yield "NIR", _number(personne)
    yield "Courriel", personne.courriel
    yield "Téléphone", personne.telephone
    yield "Formation", composante.intitule
    yield "Session", dossier.ref_session
    yield "Convention", dossier.action.convention
    debut, fin = dossier.parcours.date_entree, dossier.parcours.date_fin_prevue
    yield "Dates du parcours", f"{date_fr(debut)} – {date_fr(fin)}"
    etablissement = db.get(Etablissement, 1) or Etablissement()
    yield "Organisme de formation", etablissement.nom
    yield "SIRET de l’organisme", etablissement.siret
    yield "Vérification", _verification(dossier)


def _number(personne: Stagiaire) -> str | None:
    """Tell how to read the number: this sheet is not made to carry it."""
    if personne.nir_classe is None:
        return None
    ref = references.stagiaire(personne.id)
    return f"{personne.nir_classe} enregistré (sigma stagiaire show {ref} --montrer-nir)"


def _verification(dossier: Dossier) -> str | None:
    connu = dossier.connu
    jour = date_fr(connu.protection_le) if connu.protection_le else None
    return jour and f"le {jour} par {connu.protection_par} : {connu.protection_comment}"
