# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings: restante.toml in the data folder, and the environment."""
