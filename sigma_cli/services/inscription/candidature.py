"""From a retained candidature to a registration: identity and dates are carried over (Q1-07)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, cast

from sqlmodel import Session, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.recrutement.prescription import (
    check_structure,
    warn_not_noted,
    warn_not_validated,
)
from sigma_cli.domain.recrutement.recrutement import warn_forgotten, warn_other_name
from sigma_cli.domain.texte import replier
from sigma_cli.errors import Conflict, InvalidInput, NotFound
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.recrutement import Etat, Evenement, Origine
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.inscription import passage as inscriptions
from sigma_cli.services.inscription.demande import Demande, Inscrit
from sigma_cli.services.personnes.identite.passerelle import Annonce
from sigma_cli.services.recrutement import fiche_prescripteur
from sigma_cli.services.recrutement.dossier import Dossier, close, judge, load, refresh
from sigma_cli.services.recrutement.fiche_candidature import FicheCandidature, sheet
from sigma_cli.services.socle import lookup
from sigma_cli.store.coffre import Coffre

_REPRIS: Final = {  # field of the registration: field of the candidature
    "nom_naissance": "nom",
    "prenom": "prenom",
    "date_naissance": "date_naissance",
    "courriel": "courriel",
    "telephone": "telephone",
    "date_entree": "date_debut_prevue",
    "date_fin_prevue": "date_fin_prevue",
}
_NOMS: Final = {"nom_naissance": "--nom", "prenom": "--prenom"}


def carry_over(db: Session, ident: int, valeurs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a `Demande`, completed by a candidature: what was given wins.

    Read before anything is asked of people. Raises NotFound, InvalidInput (another session, another
    name), RuleViolation (Q2-01 without prescription, Q2-17 when not retained, SES-03).
    """
    dossier = load(db, ident)
    _check_same_session(dossier, valeurs["session"])
    judge(dossier, Evenement.INSCRIRE, {}, jour=dossier.candidature.positionne_le)
    candidature, tous = dossier.candidature, {**valeurs, "candidature": ident}
    for champ, source in _REPRIS.items():
        connu, donne = getattr(candidature, source), tous.get(champ)
        if champ in _NOMS and donne and replier(donne) != replier(connu):
            raise InvalidInput(
                f"{_NOMS[champ]} : ce n’est pas celui de {dossier.ref} ; vérifier la candidature, ou "
                f"la corriger avec « sigma candidature set {dossier.ref} »."
            )
        tous[champ] = donne or connu
    return tous


def enrol(
    db: Session,
    acte: Acte,
    demande: Demande,
    *,
    coffre: Coffre | None,
    reglages: Reglages,
    passerelle: Annonce | None = None,
) -> Inscrit:
    """Enrol a person, and close the candidature that the demande names.

    Without one, a registration stays possible: the prescription binds who is retained on a
    candidature (Q2-01, A-1), and persons enrolled before candidatures were kept here have none.
    Raises as `inscriptions.enrol`, and NotFound, RuleViolation (Q2-01, Q2-17).
    """
    inscrit = inscriptions.enrol(
        db, acte, demande, coffre=coffre, reglages=reglages, passerelle=passerelle
    )
    if demande.candidature is None:
        dits = _warn_forgotten(db, demande, inscrit) or [warn_not_noted(inscrit.parcours)]
    else:
        dossier = load(db, demande.candidature)
        refresh(db, acte, reglages, dossier.candidature)
        dits = _warnings(db, dossier)
    return replace(inscrit, avertissements=[*inscrit.avertissements, *dits])


def link(
    db: Session, acte: Acte, ident: int, parcours_id: int, *, reglages: Reglages
) -> FicheCandidature:
    """Tie a retained candidature to a registration made without it.

    Raises NotFound, InvalidInput (another session), Conflict (the parcours has its candidature),
    RuleViolation (Q2-01, Q2-17).
    """
    dossier = load(db, ident)
    parcours = db.get(Parcours, parcours_id)
    ref = references.parcours(parcours_id)
    if parcours is None:
        raise NotFound(f"Parcours inconnu : {ref}. « sigma stagiaire list » donne les parcours.")
    if parcours.session_id != dossier.session.id:
        raise InvalidInput(
            f"{ref} n’est pas un parcours de {dossier.ref_session}, la session de {dossier.ref}."
        )
    autre = db.exec(select(Candidature.id).where(Candidature.parcours_id == parcours_id)).first()
    if autre is not None:
        raise Conflict(f"{ref} est déjà lié à {references.candidature(autre)}.")
    stagiaire = db.get_one(Stagiaire, parcours.stagiaire_id)
    dits = close(db, acte, ident, parcours_id) + _warnings(db, dossier)
    if replier(stagiaire.nom_naissance) != replier(dossier.candidature.nom):
        dits.append(warn_other_name(dossier.ref, ref))
    refresh(db, acte, reglages, dossier.candidature)
    return sheet(db, acte, load(db, ident), reglages=reglages, avertissements=dits)


def _warn_forgotten(db: Session, demande: Demande, inscrit: Inscrit) -> list[Avertissement]:
    """Say that the person was retained on a candidature that this registration does not name (Q1-07)."""
    session = lookup.session(db, demande.session)
    nom = replier(f"{demande.nom_naissance} {demande.prenom or ''}")
    retenue = db.exec(
        select(Candidature.id).where(
            Candidature.session_id == session.id,
            Candidature.nom_replie == nom,
            Candidature.etat == Etat.RETENU.value,
        )
    ).first()
    return warn_forgotten(
        None if retenue is None else references.candidature(retenue), inscrit.parcours
    )


def _check_same_session(dossier: Dossier, session: references.Session) -> None:
    if session != dossier.ref_session:
        raise InvalidInput(
            f"{dossier.ref} est une candidature à {dossier.ref_session}, pas à {session} ; corriger "
            "la session ou --candidature."
        )


def _warnings(db: Session, dossier: Dossier) -> list[Avertissement]:
    """Say what registration does not wait for: validation, and the Région’s answer (Q1-05, PRE-02)."""
    candidature = dossier.candidature
    # a prescription has its prescripteur: the table says so, and it was checked just before
    structure = fiche_prescripteur.structure(db, cast("int", candidature.prescripteur_id))
    return [
        *warn_not_validated(dossier.ref, Origine(candidature.origine), candidature.validee_le),
        *(check_structure(structure) if structure.en_attente else ()),
    ]
