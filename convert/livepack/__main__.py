"""`python -m livepack`."""

from livepack.cli import main

main()
