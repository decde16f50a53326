"""Command lines and values that are right as they stand; say in a test only what it is about."""

from datetime import date

from sigma_cli.domain.nir import Nir

AUJOURDHUI = date(2020, 10, 6)
SESSION = "20F0011_03/01"


def nir(ordre: int = 1, *, sexe: str = "1", annee: str = "85", lieu: str = "0175056") -> str:
    """Return an invented number with the right key: tests never hold a real one.

    `lieu` is month, département and commune: January, Paris by default.
    """
    corps = f"{sexe}{annee}{lieu}{ordre:03d}"
    chiffres = corps.replace("2A", "19").replace("2B", "18")
    valeur = f"{corps}{97 - int(chiffres) % 97:02d}"
    return Nir.parse(valeur, aujourdhui=AUJOURDHUI).valeur


def _line(*debut: str, options: dict[str, str], changes: dict[str, str | None]) -> list[str]:
    """Return a command line; an option set to None is left out."""
    toutes = options | {f"--{nom.replace('_', '-')}": valeur for nom, valeur in changes.items()}
    return [*debut, *(mot for nom, valeur in toutes.items() if valeur for mot in (nom, valeur))]


def etablissement_set(**changes: str | None) -> list[str]:
    options = {
        "--nom": "Université d’exemple",
        "--siret": "12345678200010",
        "--uai": "0319999A",
        "--nda": "7331P999999",
        "--adresse": "1 rue de l’Exemple",
        "--code-postal": "31000",
        "--code-insee": "31555",
        "--commune": "TOULOUSE",
        "--courriel": "formation@exemple.fr",
        "--telephone": "05 00 00 00 00",
    }
    return _line("etablissement", "set", options=options, changes=changes)


def action_add(action: str = "20F0011", **changes: str | None) -> list[str]:
    options = {
        "--convention": "20005341_1",
        "--intitule": "Diplômes niveaux 5 6 7",
        "--annee": "2020",
        "--debut": "2020-09-01",
        "--fin": "2021-12-31",
        "--niveau-sortie": "5",
        "--places-remunerees": "5",
    }
    return _line("action", "add", action, options=options, changes=changes)


def composante_add(composante: str = "20F0011_03", **changes: str | None) -> list[str]:
    options = {
        "--intitule": "Licence professionnelle gestion",
        "--certifinfo": "93541",
        "--niveau-entree": "5",
        "--niveau-sortie": "6",
        "--formacode": "32663",
        "--objectif": "Tenir une comptabilité.",
        "--contenu": "Comptabilité, paie.",
        "--resultats": "Licence professionnelle",
        "--heures-centre": "450",
    }
    return _line("composante", "add", composante, options=options, changes=changes)


def session_add(composante: str = "20F0011_03", **changes: str | None) -> list[str]:
    options = {
        "--debut": "2020-11-02",
        "--fin": "2021-06-25",
        "--places": "10",
        "--site": "Université",
        "--code-postal": "11108",
        "--code-insee": "11262",
        "--commune": "NARBONNE CEDEX",
    }
    return _line("session", "add", composante, options=options, changes=changes)


def stagiaire_enrol(session: str = SESSION, **changes: str | None) -> list[str]:
    """Enrol on a number read from the standard input: hand it as `entree`."""
    options = {"--nom": "Martin", "--prenom": "Léa", "--naissance": "1985-01-15", "--nir": "-"}
    return _line("stagiaire", "enrol", session, options=options, changes=changes)
