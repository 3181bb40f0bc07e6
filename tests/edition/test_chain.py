# SPDX-License-Identifier: AGPL-3.0-or-later
"""The private part of python-tuf that verification stands on is there and behaves; a new release is looked at first."""

import inspect
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest
from tuf.api.exceptions import BadVersionNumberError, ExpiredMetadataError, UnsignedMetadataError
from tuf.ngclient._internal.trusted_metadata_set import TrustedMetadataSet
from tuf.ngclient.config import EnvelopeType

from restante.edition.chain import BEFORE_EVERY_EXPIRY

if TYPE_CHECKING:
    from tests.edition.conftest import Copy
else:
    Copy = Any


def test_this_release_of_python_tuf_was_looked_at() -> None:
    assert version("tuf").split(".")[0] == "7"


def test_the_methods_that_are_called_are_there() -> None:
    for name in ("update_root", "update_timestamp", "update_snapshot", "update_targets"):
        assert list(inspect.signature(getattr(TrustedMetadataSet, name)).parameters)[:2] == ["self", "data"]


def test_the_reference_time_decides_about_expiry(copy: Copy) -> None:
    timestamp = copy.path("metadata/timestamp.json").read_bytes()
    trusted = TrustedMetadataSet(copy.ours.root, EnvelopeType.METADATA)
    trusted.reference_time = datetime(2100, 1, 1, tzinfo=UTC)
    with pytest.raises(ExpiredMetadataError):
        trusted.update_timestamp(timestamp)
    trusted.reference_time = BEFORE_EVERY_EXPIRY
    assert trusted.update_timestamp(timestamp).version == 2


def test_signatures_and_versions_are_refused_as_the_chain_expects(copy: Copy) -> None:
    trusted = TrustedMetadataSet(copy.ours.root, EnvelopeType.METADATA)
    trusted.reference_time = BEFORE_EVERY_EXPIRY
    with pytest.raises(UnsignedMetadataError):
        trusted.update_timestamp((copy.foreign / "metadata/timestamp.json").read_bytes())
    with pytest.raises(BadVersionNumberError):
        trusted.update_root(copy.ours.root)
