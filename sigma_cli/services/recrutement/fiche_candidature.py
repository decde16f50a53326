"""A candidature as shown: the person, the prescription, what became of it, and what is still owed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.filtres import FiltreCandidature
from sigma_cli.domain.recrutement.prescription import validation
from sigma_cli.domain.recrutement.visibilite import seen
from sigma_cli.exports.selection import candidatures
from sigma_cli.models.recrutement import Candidature, MotifRefus, Prescripteur
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.recrutement import Etat, Origine, TacheCandidature, Validation
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatTache, Portee
from sigma_cli.services.recrutement.dossier import Dossier, load
from sigma_cli.services.recrutement.histoire import Etape, tell
from sigma_cli.services.socle import visibilite
from sigma_cli.services.socle.fiches import fill
from sigma_cli.services.taches import REGISTRE
from sigma_cli.services.taches.saisies import typed_on


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheCandidature:
    """One candidature as shown.

    The three states of a place, independent of one another (Q1-08): `session_diffusee`,
    `saisi_sigma`, `validation`. `complete` and `manques` tell what it still lacks (Q1-05); `a_faire`
    names the tasks open today; `etapes` is its story.
    """

    candidature: str
    nom: str
    prenom: str
    date_naissance: date | None
    courriel: str | None
    telephone: str | None
    session: str
    etat: str
    mode: str | None
    origine: str
    prescripteur: str | None
    prescripteur_nom: str | None
    positionne_le: date
    avant_vote: bool
    fiche_recue_le: date | None
    fiche_de: str | None
    reunion: date | None
    rendez_vous_le: date | None
    presence: str | None
    presence_le: date | None
    resultat_le: date | None
    motif: str | None
    motif_libelle: str | None
    precision: str | None
    date_debut_prevue: date | None
    date_fin_prevue: date | None
    raison: str | None
    sans_suite: str | None
    validation: str
    validee_le: date | None
    parcours: str | None
    complete: bool
    manques: list[str]
    session_diffusee: str
    saisi_sigma: bool
    vue_prescripteurs: str
    a_faire: list[str]
    etapes: list[Etape]
    avertissements: list[Avertissement]


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneCandidature:
    """One candidature in a list: a row that reads as a story, from left to right."""

    candidature: str
    nom: str
    prenom: str
    session: str
    mode: str | None
    prescripteur: str | None
    positionne_le: date
    reunion: date | None
    presence: str | None
    etat: str
    validation: str
    parcours: str | None


def show(db: Session, acte: Acte, ident: int, *, reglages: Reglages) -> FicheCandidature:
    """Return one candidature. Raises NotFound."""
    return sheet(db, acte, load(db, ident), reglages=reglages)


def sheet(
    db: Session,
    acte: Acte,
    dossier: Dossier,
    *,
    reglages: Reglages,
    avertissements: Sequence[Avertissement] = (),
) -> FicheCandidature:
    """Return the sheet of a candidature already loaded."""
    candidature, session = dossier.candidature, dossier.session
    origine = Origine(candidature.origine)
    valide = validation(origine, candidature.validee_le)
    outils = visibilite.of_session(db, session, acte, reglages)
    manques = _gaps(candidature, valide)
    prescripteur = candidature.prescripteur_id
    parcours = candidature.parcours_id
    return fill(
        FicheCandidature,
        candidature,
        candidature=dossier.ref,
        session=str(dossier.ref_session),
        prescripteur=None if prescripteur is None else references.prescripteur(prescripteur),
        prescripteur_nom=_name(db, candidature),
        reunion=None if candidature.reunion_id is None else dossier.reunion,
        motif=candidature.motif_code,
        motif_libelle=_label(db, candidature),
        validation=valide.value,
        parcours=None if parcours is None else references.parcours(parcours),
        complete=not manques,
        manques=manques,
        session_diffusee=visibilite.public(outils).etat,
        saisi_sigma=parcours is not None,
        vue_prescripteurs=seen(origine, _typed_on(db, candidature.id)),
        a_faire=_owed(db, acte, candidature.id),
        etapes=tell(db, candidature.id),
        avertissements=list(avertissements),
    )


def search(db: Session, filtre: FiltreCandidature) -> Iterator[LigneCandidature]:
    """Yield the candidatures a filter keeps, by session then name (Q8-05)."""
    for candidature, session, reunion, prescripteur, _ in candidatures(db, filtre):
        parcours = candidature.parcours_id
        yield fill(
            LigneCandidature,
            candidature,
            candidature=references.candidature(candidature.id),
            session=str(session),
            prescripteur=references.prescripteur(prescripteur.id) if prescripteur else None,
            reunion=reunion or candidature.rendez_vous_le,
            validation=validation(Origine(candidature.origine), candidature.validee_le).value,
            parcours=None if parcours is None else references.parcours(parcours),
        )


def _typed_on(db: Session, ident: int) -> date | None:
    genre = TacheCandidature.KAIROS_CANDIDATURE
    return typed_on(db, {genre: [ident]}).get((genre, ident))


def _gaps(candidature: Candidature, valide: Validation) -> list[str]:
    """Return what a candidature lacks to be complete (Q1-05, Q2-01, Q2-12)."""
    manques = {
        "prescription": candidature.mode is None,
        "présence": candidature.presence is None,
        "résultat": candidature.etat not in {Etat.RETENU, Etat.NON_RETENU, Etat.INSCRIT_SIGMA},
        "validation du prescripteur": valide is Validation.EN_ATTENTE
        and candidature.etat != Etat.NON_RETENU,
    }
    return [quoi for quoi, manque in manques.items() if manque]


def _owed(db: Session, acte: Acte, ident: int) -> list[str]:
    genres = [genre.code for genre in REGISTRE.values() if genre.portee is Portee.CANDIDATURE]
    query = select(Tache).where(
        col(Tache.genre).in_(genres),
        Tache.objet_id == ident,
        Tache.etat == EtatTache.A_FAIRE.value,
        col(Tache.visible_le) <= acte.jour,
    )
    return [
        f"{references.tache(tache.id)} {REGISTRE[tache.genre].titre}"
        for tache in db.exec(query.order_by(col(Tache.id)))
    ]


def _name(db: Session, candidature: Candidature) -> str | None:
    query = select(Prescripteur.nom).where(Prescripteur.id == candidature.prescripteur_id)
    return db.exec(query).first()


def _label(db: Session, candidature: Candidature) -> str | None:
    query = select(MotifRefus.libelle).where(MotifRefus.code == candidature.motif_code)
    return db.exec(query).first()
