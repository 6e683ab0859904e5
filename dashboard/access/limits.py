"""How much one caller may ask for: a bucket each that fills again, so that a page full of requests is no offence."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

CALLERS = 10_000  # buckets kept; the caller who has been away longest is forgotten first


class Limit:
    """`burst` requests at once, `rate` a second in the long run, for each caller. Of one worker process."""

    def __init__(self, burst: float, rate: float, now: Callable[[], float] = time.monotonic) -> None:
        self.burst, self.rate, self.now = burst, rate, now
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, caller: str) -> bool:
        at = self.now()
        with self._lock:
            left, since = self._left.pop(caller, (self.burst, at))
            left = min(self.burst, left + (at - since) * self.rate)
            is_allowed = left >= 1
            self._left[caller] = (left - 1 if is_allowed else left, at)
            if len(self._left) > CALLERS:
                self._left.popitem(last=False)
        return is_allowed
