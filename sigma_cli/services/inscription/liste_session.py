"""Who is in a session, and who is convened to one of its meetings: on screen, or a file to sign."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, BinaryIO, Final

from sqlmodel import Session, and_, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import date_fr
from sigma_cli.errors import NotFound
from sigma_cli.formats.colonnes import Colonne, Genre, cell_text
from sigma_cli.models.composante import Composante
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.recrutement import Candidature, Prescripteur
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.socle import lookup
from sigma_cli.store.parcours import without_prescription

_DEFINITIF: Final = "NIR"
_SIGNATURE: Final = Colonne("Signature", "signature", Genre.TEXTE, 30)
_HAUTEUR: Final = 1.0  # cm, room to sign
_INSCRITS: Final = (
    Colonne("Parcours", "parcours", Genre.CODE, 12),
    Colonne("Nom", "nom_naissance", Genre.TEXTE, 24),
    Colonne("Prénom", "prenom", Genre.TEXTE, 20),
    Colonne("Entrée", "date_entree", Genre.DATE, 12),
    Colonne("Fin prévue", "date_fin_prevue", Genre.DATE, 12),
    Colonne("Sortie", "date_sortie", Genre.DATE, 12),
    Colonne("Rémunération", "remuneration", Genre.TEXTE, 22),
    Colonne("Il manque", "manque", Genre.TEXTE, 34),
)
_CONVOQUES: Final = (
    Colonne("Candidature", "candidature", Genre.CODE, 12),
    Colonne("Nom", "nom", Genre.TEXTE, 24),
    Colonne("Prénom", "prenom", Genre.TEXTE, 20),
    Colonne("Prescripteur", "prescripteur", Genre.TEXTE, 34),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneInscrit:
    """Someone in a session; `manque` names what is still to be known."""

    parcours: str
    nom_naissance: str
    prenom: str | None
    date_entree: date
    date_fin_prevue: date
    date_sortie: date | None
    remuneration: str | None
    manque: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneConvoque:
    """Someone convened to a meeting, and who sent them."""

    candidature: str
    nom: str
    prenom: str
    prescripteur: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListeSession:
    """A session and its people; of one of its meetings when `reunion` is given."""

    session: str
    intitule: str
    lieu: str
    du: date
    au: date
    places: int
    reunion: date | None
    nombre: int
    resultats: Sequence[LigneInscrit | LigneConvoque]

    @property
    def colonnes(self) -> tuple[Colonne, ...]:
        """The columns of its rows."""
        return _INSCRITS if self.reunion is None else _CONVOQUES


def load(
    db: Session, ref: references.Session, *, reunion: date | None, reglages: Reglages
) -> ListeSession:
    """Return who is in a session, by name, or convened to its meeting of a day. Raises NotFound."""
    session = lookup.session(db, ref)
    composante = db.get_one(Composante, session.composante_id)
    lignes: list[LigneInscrit | LigneConvoque]
    if reunion is None:
        lignes = list(_registered(db, session, reglages))
    else:
        lignes = list(_convened(db, session, str(ref), reunion))
    return ListeSession(
        session=str(ref),
        intitule=composante.intitule,
        lieu=f"{session.site}, {session.commune}",
        du=session.date_debut,
        au=session.date_fin,
        places=session.places,
        reunion=reunion,
        nombre=len(lignes),
        resultats=lignes,
    )


def write_xlsx(liste: ListeSession, sortie: BinaryIO, acte: Acte) -> int:
    """Write the list as a workbook, with a column to sign."""
    from sigma_cli.formats.xlsx.ecriture import write_xlsx as write  # noqa: PLC0415 - openpyxl loads for xlsx only

    lignes = ([*_cells(ligne), None] for ligne in liste.resultats)
    colonnes = (*liste.colonnes, _SIGNATURE)
    return write(sortie, colonnes, lignes, titre_feuille="Liste", produit_le=acte.le)


def write_docx(db: Session, liste: ListeSession, sortie: BinaryIO, acte: Acte) -> int:
    """Write the list as a document to print and sign."""
    from sigma_cli.formats.docx import Bloc, Paragraphe, Tableau, Titre  # noqa: PLC0415 - python-docx loads for docx only
    from sigma_cli.formats.docx import write_docx as write  # noqa: PLC0415 - as above

    quoi = "Inscrits" if liste.reunion is None else f"Réunion du {date_fr(liste.reunion)}"
    titre = f"{quoi} – {liste.session}"
    etablissement = db.get(Etablissement, 1) or Etablissement()
    titres = [colonne.titre for colonne in (*liste.colonnes, _SIGNATURE)]
    lignes = [[*map(cell_text, _cells(ligne)), ""] for ligne in liste.resultats]
    blocs: list[Bloc] = [
        Titre(titre, 0),
        Paragraphe(etablissement.nom or "…"),
        Paragraphe(
            f"{liste.intitule}, {liste.lieu}, du {date_fr(liste.du)} au {date_fr(liste.au)}."
        ),
        Tableau(titres, lignes, hauteur=_HAUTEUR),
    ]
    write(sortie, blocs, titre=titre, produit_le=acte.le)
    return liste.nombre


def _cells(ligne: LigneInscrit | LigneConvoque) -> list[Any]:
    return [getattr(ligne, champ.name) for champ in fields(ligne)]


def _registered(
    db: Session, session: SessionFormation, reglages: Reglages
) -> Iterator[LigneInscrit]:
    query = (
        select(Parcours, Stagiaire, and_(without_prescription()))
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .where(Parcours.session_id == session.id)
        .order_by(col(Stagiaire.nom_replie), col(Parcours.id))
    )
    for parcours, personne, sans in db.exec(query):
        yield LigneInscrit(
            parcours=references.parcours(parcours.id),
            nom_naissance=personne.nom_naissance,
            prenom=personne.prenom,
            date_entree=parcours.date_entree,
            date_fin_prevue=parcours.date_fin_prevue,
            date_sortie=parcours.date_sortie,
            remuneration=reglages.label(parcours.type_remuneration),
            manque=", ".join(_missing(parcours, personne, sans_prescription=sans)),
        )


def _missing(parcours: Parcours, personne: Stagiaire, *, sans_prescription: bool) -> Iterator[str]:
    """Yield what is still to be known of someone who stays; nothing of who left."""
    if parcours.date_sortie is not None or personne.efface_le is not None:
        return
    manques = {
        "numéro": personne.nir_classe is None,
        "NIR définitif": personne.nir_classe not in {None, _DEFINITIF},
        "naissance": personne.date_naissance is None,
        "courriel ou téléphone": not (personne.courriel or personne.telephone),
        "niveau d’entrée": parcours.niveau_entree is None,
        "rémunération": parcours.type_remuneration is None,
        "prescription": sans_prescription,
    }
    yield from (quoi for quoi, vrai in manques.items() if vrai)


def _convened(
    db: Session, session: SessionFormation, ref: str, reunion: date
) -> Iterator[LigneConvoque]:
    ident = db.exec(
        select(InformationCollective.id).where(
            InformationCollective.session_id == session.id, InformationCollective.date == reunion
        )
    ).first()
    if ident is None:
        raise NotFound(
            f"{ref} n’a pas de réunion le {date_fr(reunion)} : « sigma session show {ref} » les donne."
        )
    query = (
        select(Candidature, Prescripteur)
        .outerjoin(Prescripteur, col(Prescripteur.id) == col(Candidature.prescripteur_id))
        .where(Candidature.reunion_id == ident, col(Candidature.efface_le).is_(None))
        .order_by(col(Candidature.nom_replie), col(Candidature.id))
    )
    for candidature, envoyeur in db.execute(query):
        yield LigneConvoque(
            candidature=references.candidature(candidature.id),
            nom=candidature.nom,
            prenom=candidature.prenom,
            prescripteur=f"{envoyeur.nom} ({envoyeur.ville})" if envoyeur else None,
        )
