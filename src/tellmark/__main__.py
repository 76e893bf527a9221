"""`python -m tellmark` is `tellmark`."""

from tellmark.cli import main

main()
