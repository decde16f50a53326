"""Give each operation a fault at each of its demands to the disk, and see what is left.

`python -m tests.integration.fautes [--points 1000] [--graine 1]`. Prints the table operation × fault ×
outcome; exit 1 when anything was lost, done twice, left behind, or told wrongly.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.integration.fautes.balayage import sweep, table


def main() -> None:
    """Run the sweep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1000, help="faults given, about")
    choix = parser.parse_args()
    with tempfile.TemporaryDirectory() as dossier:
        resultats = sweep(Path(dossier), points=choix.points)
    sys.stdout.write(table(resultats))
    sys.exit(1 if any(r.defauts for r in resultats) else 0)


if __name__ == "__main__":
    main()
