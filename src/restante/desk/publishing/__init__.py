# SPDX-License-Identifier: AGPL-3.0-or-later
"""Publishing: editions and mail go out to every gate, and one loop works off the table of duties."""
