# SPDX-License-Identifier: AGPL-3.0-or-later
"""One signed, dated state of everything public: format, signing, verification."""
