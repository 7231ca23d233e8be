"""Valid and invalid events from a schema, the same ones each time for the same seed.

`details` never ends: take what you need (`itertools.islice`). Every valid value was checked by an
independent JSON Schema validator before it is given out, and every fault was refused by it.
"""

from bridgewright.sample.envelope import envelope
from bridgewright.sample.errors import Unsatisfiable
from bridgewright.sample.faults import Fault, faults, value_faults
from bridgewright.sample.stream import details, one_value, values

__all__ = ["Fault", "Unsatisfiable", "details", "envelope", "faults", "one_value", "value_faults", "values"]
