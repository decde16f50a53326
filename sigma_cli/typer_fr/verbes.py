"""What people type for a command: French verbs, and the deletion that does not exist (SES-01)."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Final

from sigma_cli.domain.texte import replier

# verb: what may stand for it, in the group it is typed in or from the root, the likeliest first
_VERBES: Final = {
    "inscrire": ("stagiaire enrol",),
    "inscription": ("stagiaire enrol",),
    "enregistrer": ("add", "stagiaire enrol"),
    "creer": ("add", "session add", "action add", "init"),
    "ajouter": ("add", "session add", "candidature add", "action add"),
    "nouveau": ("add",),
    "nouvelle": ("add",),
    "saisir": ("add", "candidature add", "session add"),
    "modifier": ("set", "session set", "stagiaire set"),
    "corriger": ("set", "session set", "stagiaire set", "parcours set"),
    "changer": ("set", "session set"),
    "lister": ("list", "session list", "stagiaire list", "todo list"),
    "liste": ("list", "session list", "stagiaire list", "todo list"),
    "chercher": ("list", "stagiaire list", "session list"),
    "rechercher": ("list", "stagiaire list", "session list"),
    "voir": ("show", "session show", "stagiaire show"),
    "afficher": ("show", "session show", "stagiaire show"),
    "annuler": ("cancel", "undo", "session cancel"),
    "fermer": ("cancel", "session cancel"),
    "deplacer": ("move", "parcours move"),
    "transferer": ("move", "parcours move"),
    "prolonger": ("extend", "stagiaire extend"),
    "sortir": ("leave", "stagiaire leave"),
    "sortie": ("leave", "stagiaire leave"),
    "abandonner": ("leave", "stagiaire leave"),
    "abandon": ("leave", "stagiaire leave"),
    "attribuer": ("allocate", "place allocate"),
    "liberer": ("release", "place release"),
    "proteger": ("protect", "place protect"),
    "convoquer": ("convoke", "candidature convoke"),
    "retenir": ("result", "candidature result"),
    "retenu": ("result", "candidature result"),
    "resultat": ("result", "candidature result"),
    "present": ("presence", "candidature presence"),
    "absent": ("presence", "candidature presence"),
    "valider": ("validate", "candidature validate"),
    "lier": ("link", "candidature link"),
    "cocher": ("done", "todo done"),
    "fait": ("done", "todo done"),
    "faite": ("done", "todo done"),
    "terminer": ("done", "todo done"),
    "decocher": ("undo", "todo undo"),
    "taches": ("todo list",),
    "tache": ("todo list",),
    "envoyer": ("push", "flux push"),
    "pousser": ("push", "flux push"),
    "exporter": ("export",),
    "importer": ("import",),
    "controler": ("check",),
    "verifier": ("verify", "check"),
    "diagnostiquer": ("diagnose",),
    "demander": ("request", "demande add"),
    "repondre": ("answer", "demande answer"),
    "sauvegarder": ("backup", "base backup"),
    "sauvegarde": ("backup", "base backup"),
    "restaurer": ("restore", "base restore"),
    "migrer": ("migrate", "base migrate"),
    "effacer": ("erase", "rgpd erase"),
    "purger": ("purge", "rgpd purge"),
    "extraire": ("extract", "rgpd extract"),
    "aide": ("--help",),
    "help": ("--help",),
}
_SUPPRIMER: Final = (
    "supprimer",
    "suppression",
    "delete",
    "remove",
    "rm",
    "del",
    "effacer",
    "erase",
)
# group: what is done there instead of a deletion
_SANS_SUPPRESSION: Final = {
    "session": "Une session ne se supprime pas (SES-01) : « sigma session cancel SESSION --motif … » la "
    "met à 0 place, elle n’aura pas lieu.",
    "stagiaire": "Un stagiaire ne se supprime pas : « sigma stagiaire leave PARCOURS --le … --motif … » note "
    "une sortie, « sigma rgpd erase » efface une identité.",
    "parcours": "Un parcours ne se supprime pas : « sigma stagiaire leave PARCOURS --le … --motif … » note "
    "une sortie, ou que la personne n’est jamais venue.",
    "candidature": "Une candidature ne se supprime pas : « sigma candidature result CANDIDATURE non-retenu "
    "--motif … » la ferme.",
    "place": "« sigma place release PARCOURS --motif … » rend une place.",
    "": "Rien ne se supprime : « sigma session cancel », « sigma stagiaire leave », « sigma place release » "
    "ferment, « sigma rgpd erase » efface une identité.",
}
_CESURE: Final = 0.85


def verb_commands(mot: str, chemin: str, commandes: Sequence[str]) -> str:
    """Return the advice for a word that is no command of the group at `chemin`, or nothing.

    `commandes` are those of the group: they are advised first, then those of the root.
    """
    plie = replier(mot).replace(" ", "-")
    groupe = chemin.partition(" ")[2]
    if plie in _SUPPRIMER and groupe in _SANS_SUPPRESSION:
        return _SANS_SUPPRESSION[groupe]
    proche = get_close_matches(plie, _VERBES, n=1, cutoff=_CESURE)
    if not proche:
        return ""
    voulues = _VERBES[proche[0]]
    dites = list(_said(voulues, chemin, commandes))
    return f"Vouliez-vous dire « {' » ou « '.join(dites)} » ?" if dites else ""


def _said(voulues: Iterable[str], chemin: str, commandes: Sequence[str]) -> Iterable[str]:
    """Yield whole commands: the verb of this group when it has it, else those of the root."""
    racine = chemin.partition(" ")[0]
    ici = [verbe for verbe in voulues if verbe in commandes or verbe == "--help"]
    if ici and (" " in chemin or len(ici) == len(tuple(voulues))):
        yield f"{chemin} {ici[0]}"
        return
    yield from (f"{racine} {verbe}" for verbe in voulues if " " in verbe or verbe in commandes)
