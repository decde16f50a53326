"""Templates that people edit: strict about fields, unable to do harm."""

import pytest

from sigma_cli.errors import InvalidInput
from sigma_cli.formats.modele import render

CHAMPS = {"action": "20F0011", "composantes": ["20F0011_01", "20F0011_02"], "vide": None}


def test_fields_are_filled_in_and_lists_run_through() -> None:
    texte = "Action {{ action }}{{ vide }}\n{% for c in composantes %}\n- {{ c }}\n{% endfor %}\n"
    assert render(texte, CHAMPS, nom="essai") == "Action 20F0011\n- 20F0011_01\n- 20F0011_02\n"


def test_text_is_not_html() -> None:
    assert render("{{ nom }}", {"nom": "Léa & d’<b>"}, nom="essai") == "Léa & d’<b>"


def test_an_unknown_field_is_named_with_those_that_exist() -> None:
    attendu = "Modèle essai : champ inconnu actoin, nom ; les champs sont action, composantes, vide"
    with pytest.raises(InvalidInput, match=attendu):
        render("{{ actoin }} {{ nom }}", CHAMPS, nom="essai")


def test_a_fault_of_syntax_is_named_by_its_line() -> None:
    with pytest.raises(InvalidInput, match="Modèle essai : la ligne 2 ne se comprend pas"):
        render("une\n{{ action\n", CHAMPS, nom="essai")


@pytest.mark.parametrize(
    "texte",
    [
        "{{ action.__class__.__mro__ }}",
        "{{ composantes.append('x') }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ composantes.__init__.__globals__ }}",
    ],
)
def test_nothing_but_a_text_can_be_made(texte: str) -> None:
    with pytest.raises(InvalidInput, match=r"n’y mettre que des champs"):
        render(texte, CHAMPS, nom="essai")


@pytest.mark.parametrize(
    "texte",
    [
        "{% for a in action %}{% for b in action %}{% for c in action %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
        "{{ 'x' * 10000000000 }}",
        "{{ 10 ** 10 ** 10 }}",
        "{{ '%9999999999d' % 1 }}",
        "{{ '%9999999999d' | format(1) }}",
        "{{ action | center(9999999999) }}",
        "{{ action | indent(9999999999) }}",
        "{{ action.ljust(9999999999) }}",
        "{% set x = 'xx' %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}",
        "{{ action | join('" + "x" * 9999 + "') | join('" + "x" * 9999 + "') | join('xx') }}",
        "{{ action | replace('2', '" + "2" * 9999 + "') }}",
        "{{ action | join(action | join(action)) }}",
        "{% for a in composantes %}{% for b in composantes %}" + "x" * 60_000 + "{% endfor %}" * 2,
        "x" * 70_000,
        "{{ " + "(" * 500 + "action" + ")" * 500 + " }}",
        "{% if action %}" * 300 + "{% endif %}" * 300,
        "{{ lipsum(n=9999999) }}",
        "{{ cycler('a').next() }}",
    ],
)
def test_a_template_that_never_ends_or_eats_the_memory_is_refused(texte: str) -> None:
    with pytest.raises(InvalidInput, match="Modèle essai"):
        render(texte, {"action": "20F0011" * 3, "composantes": ["x"] * 10}, nom="essai")


@pytest.mark.parametrize(
    ("texte", "rendu"),
    [
        ("{{ composantes | sort | join(', ') | upper }}", "20F0011_01, 20F0011_02"),
        ("{{ composantes | length }}{{ vide | default('?') }}", "2"),
        ("{% if action == '20F0011' and not vide %}oui{% else %}non{% endif %}", "oui"),
        ("{% for c in composantes if c %}{{ loop.index }}{% endfor %}", "12"),
    ],
)
def test_what_letters_need_is_left(texte: str, rendu: str) -> None:
    assert render(texte, CHAMPS, nom="essai") == rendu


@pytest.mark.parametrize(
    "texte",
    [
        "{{ 1 / 0 }}",
        "{% for i in range(9999999) %}x{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ action + 1 }}",
        "{% include 'autre' %}",
        "{{ action.absent.encore }}",
    ],
)
def test_a_calculation_that_fails_is_told_without_a_traceback(texte: str) -> None:
    with pytest.raises(InvalidInput, match="Modèle essai"):
        render(texte, CHAMPS, nom="essai")
