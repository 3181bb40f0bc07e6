# SPDX-License-Identifier: AGPL-3.0-or-later
"""`python -m restante` is the command `restante`."""

from restante.cli import main

if __name__ == "__main__":
    main()
