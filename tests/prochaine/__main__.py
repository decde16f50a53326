"""Run the program with the made-up revision, in a process of its own."""

import pytest

from sigma_cli.__main__ import main
from tests.prochaine import install

with pytest.MonkeyPatch.context() as patch:
    install(patch)
    main()
