"""What a row of persons may say, held against what the base knows: pure, nothing is read here."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from sigma_cli.domain import references
from sigma_cli.domain.dates import local_day
from sigma_cli.domain.personnes.identite import same_first_name, same_name
from sigma_cli.domain.personnes.noms import check_name_alone
from sigma_cli.domain.texte import replier
from sigma_cli.errors import Conflict, InvalidInput, RuleViolation
from sigma_cli.services.echanges.importation.stagiaires import connus as registre
from sigma_cli.services.echanges.importation.stagiaires.colonnes import CHAMPS
from sigma_cli.services.echanges.importation.stagiaires.connus import Connus, Enregistre
from sigma_cli.services.inscription.demande import ENVOIS

_TITRES: Final = {champ.cle: champ.titre for champ in CHAMPS}
_NOMS: Final = ("nom_naissance", "prenom")
_ECRITS: Final = ("nom_naissance", "nom_usage", "prenom")
_ETAT_CIVIL: Final = ("nom_naissance", "prenom", "civilite", "date_naissance")
_CONTACT: Final = ("nom_usage", "courriel", "telephone")
_CORRIGES: Final = {  # of a parcours, by the same rules as the command (PAR-01)
    "date_entree": "date_entree",
    "categorie": "categorie_public",
    "niveau_entree": "niveau_entree",
    "pic": "pic",
    "rqth": "rqth",
}
_PARCOURS: Final = {
    "date_fin_prevue": "date_fin_prevue",
    "date_sortie": "date_sortie",
    "type_remuneration": "type_remuneration",
    "motif_sortie": "motif_sortie",
    "heures": "heures",
} | {envoi: envoi for envoi in ENVOIS}
# What a new enrolment does not decide, and who does.
AILLEURS: Final = {
    "date_sortie": ("une sortie se saisit par « sigma stagiaire leave »", "EXT-01"),
    "motif_sortie": ("une sortie se saisit par « sigma stagiaire leave »", "EXT-01"),
    "heures": ("les heures s’ajustent par « sigma stagiaire extend »", "RF-06"),
    "type_remuneration": ("la rémunération se décide par « sigma place »", "Q1-06"),
}


def nameless(valeurs: Mapping[str, Any], connus: Connus) -> Enregistre | None:
    """Return the person without number that a row without number names, in its session."""
    session = connus.sessions.get(valeurs["session"])
    if "nir" in valeurs or session is None:
        return None
    return connus.anonymes.get((session, registre.name_key(valeurs), valeurs.get("date_naissance")))


def enrolment(
    valeurs: Mapping[str, Any], connus: Connus, personne: Enregistre | None
) -> Enregistre | None:
    """Return the parcours of the person in the session of the row. Raises Conflict."""
    if personne is None:
        return None
    session = connus.sessions.get(valeurs["session"], 0)
    inscription = connus.inscriptions.get((personne.id, session))
    dite = valeurs.get("parcours")
    if dite is not None and inscription is not None and inscription.id != dite:
        raise Conflict(f"{references.parcours(dite)} n’est pas dans {valeurs['session']}.")
    return inscription


def check_new(
    valeurs: Mapping[str, Any], personne: Enregistre | None, *, vierge: bool, reprise: bool
) -> None:
    """Refuse what an enrolment does not decide. Raises InvalidInput, Conflict, RuleViolation.

    `vierge`: the base held nobody before this file. `reprise`: the row tells a registration made
    in another base, whose end and pay are facts.
    """
    if personne is not None and "nir" not in valeurs:
        raise InvalidInput(
            f"{references.stagiaire(personne.id)} n’est pas dans {valeurs['session']} ; donner son "
            "numéro pour l’y inscrire."
        )
    if not vierge and "parcours" in valeurs:
        raise Conflict(
            f"{references.parcours(valeurs['parcours'])} n’est pas dans {valeurs['session']} ; vider "
            "N Parcours pour inscrire à une autre session."
        )
    for champ, (message, regle) in AILLEURS.items():
        if champ in valeurs and not reprise:
            raise RuleViolation(f"« {_TITRES[champ]} » : {message}.", regle=regle)
    if reprise and "nir_classe" in valeurs and "nir" not in valeurs:
        raise RuleViolation(
            "cette personne a un numéro, que ce fichier ne porte pas : il serait perdu ; le refaire avec "
            "« sigma export stagiaires --avec-nir ».",
            regle="NIR-01",
        )
    if "nom_naissance" not in valeurs:
        raise InvalidInput("à inscrire, mais il manque : Nom de naissance.")


def check_names(valeurs: Mapping[str, Any]) -> None:
    """Refuse cells that hold more than a name (IDN-02). Raises InvalidInput."""
    for champ in _ECRITS:
        if champ in valeurs:
            check_name_alone(valeurs[champ], _TITRES[champ])


def check_sent(valeurs: Mapping[str, Any], jour: date) -> None:
    """Refuse what another base cannot have sent: to come, or an exit without its entry (RF-02)."""
    for champ in ENVOIS:
        if valeurs.get(champ, jour) > jour:
            raise InvalidInput(f"« {_TITRES[champ]} » : ce jour est à venir ; vérifier la date.")
    if "agora_sortie_le" in valeurs and "agora_entree_le" not in valeurs:
        raise InvalidInput(
            f"« {_TITRES['agora_sortie_le']} » sans « {_TITRES['agora_entree_le']} » : une sortie suit "
            "une entrée ; remplir les deux, ou aucune."
        )


def check_parcours(valeurs: Mapping[str, Any], inscription: Enregistre) -> None:
    """Refuse to change by a file what has its own commands: the end, pay, exits."""
    differents = [_TITRES[champ] for champ in _changed(_PARCOURS, valeurs, inscription)]
    if differents:
        raise Conflict(
            f"{references.parcours(inscription.id)} existe déjà avec d’autres valeurs "
            f"({', '.join(differents)}), qu’un import ne change pas : « sigma stagiaire extend » ou "
            "« leave », « sigma place »."
        )


def parcours_corrections(valeurs: Mapping[str, Any], inscription: Enregistre) -> dict[str, Any]:
    """Return what a row corrects of a parcours (PAR-01)."""
    return {champ: valeurs[champ] for champ in _changed(_CORRIGES, valeurs, inscription)}


def _changed(
    champs: Mapping[str, str], valeurs: Mapping[str, Any], inscription: Enregistre
) -> Iterator[str]:
    for champ, colonne in champs.items():
        if champ in valeurs and not _same_value(valeurs[champ], getattr(inscription, colonne)):
            yield champ


def _same_value(donnee: Any, connue: Any) -> bool:
    """Tell whether a cell says what the base holds; a label is kept there under its exact form."""
    if isinstance(connue, datetime):
        connue = local_day(connue)
    if isinstance(donnee, str) and isinstance(connue, str):
        return replier(donnee) == replier(connue)
    return bool(donnee == connue)


def person_key(valeurs: Mapping[str, Any]) -> object:
    """Return what tells two rows of one person: number, else reference, else name and birth."""
    if "nir" in valeurs:
        return valeurs["nir"].valeur
    if "stagiaire" in valeurs:
        return valeurs["stagiaire"]
    return registre.name_key(valeurs), valeurs.get("date_naissance")


def is_by_reference(valeurs: Mapping[str, Any]) -> bool:
    """Tell whether a row names a person of the base by a reference."""
    return bool({"stagiaire", "parcours"} & valeurs.keys())


def corrections(
    valeurs: Mapping[str, Any], personne: Enregistre, *, par_reference: bool
) -> dict[str, Any]:
    """Return what a row corrects of a person.

    One named by reference is corrected; one found by number must agree, and is only completed: a
    number typed wrong must not rename someone (NIR-10).
    """
    if par_reference:
        _check_same(valeurs, personne)
        return _different(valeurs, personne, (*_ETAT_CIVIL, *_CONTACT))
    _check_agrees(valeurs, personne)
    return completions(valeurs, personne)


def completions(valeurs: Mapping[str, Any], personne: Enregistre) -> dict[str, Any]:
    """Return what a row adds to the civil status of a person, and changes of how to reach them."""
    vides = (champ for champ in _ETAT_CIVIL if getattr(personne, champ) is None)
    return _different(valeurs, personne, (*vides, *_CONTACT))


def _different(
    valeurs: Mapping[str, Any], personne: Enregistre, champs: Iterable[str]
) -> dict[str, Any]:
    return {
        champ: valeurs[champ]
        for champ in champs
        if champ in valeurs and valeurs[champ] != getattr(personne, champ)
    }


def _check_same(valeurs: Mapping[str, Any], personne: Enregistre) -> None:
    """Refuse a reference that came from another base: everything of the person would change."""
    differents = [champ for champ in _ETAT_CIVIL if _differs(valeurs, personne, champ)]
    if "nom_naissance" in differents and len(differents) > 1:
        raise Conflict(
            f"{references.stagiaire(personne.id)} est une autre personne dans cette base ; vider les "
            "colonnes N Stagiaire et N Parcours, ou corriger par « sigma stagiaire set »."
        )


def _check_agrees(valeurs: Mapping[str, Any], personne: Enregistre) -> None:
    if any(_differs(valeurs, personne, champ) for champ in _ETAT_CIVIL):
        raise Conflict(
            f"ce numéro est déjà celui de {references.stagiaire(personne.id)}, dont l’identité est "
            "différente ; vérifier le numéro et l’identité, ou corriger la fiche avec « sigma "
            "stagiaire set ».",
            regle="NIR-10",
        )


def _differs(valeurs: Mapping[str, Any], personne: Enregistre, champ: str) -> bool:
    donne, connu = valeurs.get(champ), getattr(personne, champ)
    if donne is None or connu is None:
        return False
    if champ == "prenom":
        return not same_first_name(donne, connu)
    return not same_name(donne, connu) if champ in _NOMS else bool(donne != connu)
