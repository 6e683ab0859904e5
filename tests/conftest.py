"""What holds for every test: no setting of the house or of the person who runs them reaches one."""

import gc
from collections.abc import Iterator
from functools import _lru_cache_wrapper

import pytest

KEY = "a key for tests only, 0123456789"


@pytest.fixture(scope="session", autouse=True)
def house_settings() -> Iterator[None]:
    """Tests never touch the house's own key, data or role; what is built once per session does not either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDELSE_KEY", KEY)
        for name in ("LEDELSE_KEY_FILE", "LEDELSE_DATA", "LEDELSE_ROLE"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """`etl run` switches the garbage collector off because its process ends soon; this one goes on."""
    yield
    gc.enable()


def pytest_unconfigure() -> None:
    """Answers are kept with their warehouses. Let go of them, else DuckDB complains of leaks after the summary."""
    for kept in [each for each in gc.get_objects() if isinstance(each, _lru_cache_wrapper)]:
        if str(getattr(kept, "__module__", "")).startswith("dashboard."):
            kept.cache_clear()
    gc.enable()
    gc.collect()
