// SPDX-License-Identifier: AGPL-3.0-or-later
// Bundles each page's script into one classic file that also works from file://.
