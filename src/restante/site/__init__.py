# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public pages, feeds and pictures, made from frozen records into the files of an edition."""
