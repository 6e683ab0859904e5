"""What the other registers must know of the cases of DOMUS, Momentum and TMF to point at them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from etl.sample.cases import Cases
from etl.sample.complaints import Complaints
from etl.sample.workdays import NEVER


@dataclass(frozen=True)
class CaseKeys:
    """Cases of one system, or of several: columns of one length."""

    key: pa.Array  # as the system writes it
    received: np.ndarray  # day number
    unit: np.ndarray  # index into the plan's units
    process: np.ndarray  # index into the plan's processes
    citizen: np.ndarray  # -1 where a company asked
    complained: np.ndarray  # day of the first complaint about it, NEVER where there was none

    def __len__(self) -> int:
        return len(self.key)

    def take(self, rows: np.ndarray) -> CaseKeys:
        values = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name != "key"}
        return CaseKeys(self.key.take(pa.array(rows)), **values)


def case_keys(keys: pa.Array, cases: Cases, complaints: Complaints) -> CaseKeys:
    """The keys of one system's cases, with the day of the first complaint about each."""
    complained = np.full(len(cases), NEVER, dtype=np.int32)
    np.minimum.at(complained, complaints.case, complaints.received_on.astype(np.int32))
    return CaseKeys(keys, cases.days["received_on"], cases.unit, cases.process, cases.citizen, complained)


def together(systems: dict[str, CaseKeys]) -> CaseKeys:
    """Cases of all systems as one, in the order of the systems' names."""
    parts = [systems[name] for name in sorted(systems)]
    values = {
        f.name: np.concatenate([getattr(part, f.name) for part in parts])
        for f in fields(CaseKeys)
        if f.name != "key"
    }
    return CaseKeys(pa.concat_arrays([part.key for part in parts]), **values)
