"""Flux agora: who entered a training and who left it, for the national hub (NIR-07).

AGORA takes numbers of class 1 and 2 only: a person under a NIA, a provisional number or none waits,
is counted by reason, and leaves in the first file after the definitive number is known. The format
of the hub is not public: this one is ours, published as `schema.json` (Table Schema).

In each session, a parcours gives two lines at most, each once for ever (A-14): its ENTREE as soon as it is
registered, with its planned dates, then its SORTIE, when someone left or the day after the planned
end, unless AGORA refused its ENTREE and nobody sent that again. Someone who withdrew before the first day never entered, and leaves only if the ENTREE had been sent.
A parcours that moves to another session after its ENTREE was sent gives the SORTIE of the former one, then
the ENTREE of the new one (PAR-02).
"""

from collections.abc import Iterable
from typing import Final

from sigma_cli.flux.agora.builder import LigneAgora, build, trace
from sigma_cli.flux.agora.requete import count_due, count_excluded, load, queue
from sigma_cli.flux.contrat import Flux, UneFois
from sigma_cli.referentiels.statuts import Evenement

FLUX: Final[Flux[Iterable[LigneAgora]]] = Flux(
    code="agora",
    extension="csv",
    personnel=True,
    load=load,
    build=build,
    count_due=count_due,
    count_excluded=count_excluded,
    une_fois=UneFois(
        trace=trace,
        marqueurs={
            Evenement.DEPART: "agora_depart_le",
            Evenement.ENTREE: "agora_entree_le",
            Evenement.SORTIE: "agora_sortie_le",
        },
        queue=queue,
    ),
)
