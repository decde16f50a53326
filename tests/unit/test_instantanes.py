"""Snapshots of what left: a later change is seen without any key, nothing can be read back."""

import json

from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.services.taches import instantanes
from sigma_cli.store.coffre import Coffre

COFFRE = Coffre.of(bytes(range(32)))
VALEURS = {"nom_naissance": "Martin", "prenom": "Léa", "date_fin_prevue": "2021-06-25"}


def take(valeurs: dict[str, str], numero: int = 1) -> str:
    return instantanes.take(COFFRE, fichier="SIGMA_DEFI_1.csv", numero=numero, valeurs=valeurs)


def test_rf_04_a_snapshot_tells_nothing_of_what_it_holds() -> None:
    instantane = take(VALEURS)
    assert not [valeur for valeur in VALEURS.values() if valeur in instantane]
    assert set(json.loads(instantane)["champs"]) == set(VALEURS)


def test_rf_04_the_same_values_are_hashed_otherwise_on_another_line() -> None:
    assert take(VALEURS) == take(VALEURS)
    assert json.loads(take(VALEURS))["champs"] != json.loads(take(VALEURS, 2))["champs"]


def test_nothing_to_follow_is_nothing_kept_and_nothing_changed() -> None:
    assert take({}) == ""
    assert instantanes.changed("", VALEURS) == frozenset()


def test_a_field_added_since_is_not_a_change() -> None:
    avant = take({"prenom": "Léa"})
    assert instantanes.changed(avant, VALEURS) == frozenset()
    assert instantanes.changed(take(VALEURS), {"prenom": "Léa"}) == frozenset()


def test_a_digest_is_the_one_of_the_fields_in_any_order() -> None:
    instantane = take(VALEURS)
    champs = ("prenom", "nom_naissance")
    empreinte = instantanes.digest(instantane, VALEURS, champs)
    assert empreinte == instantanes.digest(instantane, VALEURS, champs[::-1])
    assert empreinte != instantanes.digest(instantane, VALEURS | {"prenom": "Lea"}, champs)
    assert empreinte == instantanes.digest(instantane, VALEURS | {"date_fin_prevue": "x"}, champs)


textes = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text(), min_size=1)


@given(textes, st.data())
def test_rf_04_exactly_what_changed_is_told(avant: dict[str, str], data: st.DataObject) -> None:
    apres = {
        champ: data.draw(st.sampled_from([valeur, valeur + "x"])) for champ, valeur in avant.items()
    }
    attendus = {champ for champ in avant if avant[champ] != apres[champ]}
    assert instantanes.changed(take(avant), apres) == attendus
