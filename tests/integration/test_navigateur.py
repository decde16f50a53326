"""The page of the tableau de bord in a real browser: it sorts, it filters, it asks for nothing."""

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma

NAVIGATEUR = shutil.which("chromium") or shutil.which("chromium-browser")
a_browser = pytest.mark.skipif(NAVIGATEUR is None, reason="no Chromium here")
# What a reader does, and what is then seen: the first session, those left, what was asked of a network.
LECTRICE = """
<script>
var dits = [];
window.addEventListener("error", function (e) { dits.push("erreur " + e.message); });
var titres = document.querySelectorAll("#table-sessions thead button");
var rangs = function () {
  return Array.from(document.querySelectorAll("#table-sessions tbody tr"))
    .filter(function (r) { return !r.hidden; })
    .map(function (r) { return r.cells[0].dataset.v; }).join(" ");
};
dits.push(rangs());
titres[0].click(); titres[0].click();
dits.push(rangs());
dits.push(titres[0].closest("th").getAttribute("aria-sort"));
var champ = document.getElementById("filtre");
champ.value = "beziers"; champ.dispatchEvent(new Event("input"));
dits.push(rangs());
dits.push(document.getElementById("reste").textContent);
dits.push("demandes " + performance.getEntriesByType("resource").length);
document.body.setAttribute("data-dits", JSON.stringify(dits));
</script>
</body>
"""


def open_page(page: Path, *options: str) -> str:
    """Return the page as the browser holds it once read."""
    assert NAVIGATEUR is not None
    fini = subprocess.run(
        [
            *(NAVIGATEUR, "--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom"),
            *("--virtual-time-budget=3000", *options, page.as_uri()),
        ],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
        env={"HOME": str(page.parent), "PATH": "/usr/bin:/bin"},
    )
    return fini.stdout


@a_browser
def test_the_page_sorts_and_filters_without_a_server(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok(*factories.session_add(debut="2020-11-16", commune="BÉZIERS", site="Antenne"))
    page = lieu.dossier / "t.html"
    peuple.ok("tableau", "-o", str(page))
    lue = lieu.dossier / "lue.html"
    lue.write_text(page.read_text("utf-8").replace("</body>", LECTRICE), "utf-8")
    trouve = re.search(r'data-dits="([^"]*)"', open_page(lue, "--window-size=390,900"))
    assert trouve is not None
    une, deux = "20F0011_03/01", "20F0011_03/02"
    dits = html.unescape(trouve[1])
    assert dits == (
        f'["{une} {deux}","{deux} {une}","descending","{deux}","1 session","demandes 0"]'
    )
