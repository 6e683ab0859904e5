"""What holds for every test: no setting of the house or of the person who runs them reaches one."""

import atexit
import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# Speed is measured by benchmarks; a slow machine proves nothing wrong.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

KEY = "a key for tests only, 0123456789"


@pytest.fixture(scope="session", autouse=True)
def house_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests never touch the house's own key, data or role; what is built once per session does not either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEDELSE_KEY", KEY)
        for name in (
            "LEDELSE_KEY_FILE", "LEDELSE_DATA", "LEDELSE_ROLE", "LEDELSE_UNITS", "LEDELSE_SIGN_IN",
            "LEDELSE_PROTECTION",
        ):  # fmt: skip
            patch.delenv(name, raising=False)
        patch.setenv("LEDELSE_STATE", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """`etl run` switches the garbage collector off because its process ends soon; this one goes on."""
    yield
    gc.enable()


@atexit.register
def _end_with_the_summary() -> None:
    """DuckDB's bindings count what is left when the interpreter ends, though every connection is closed by then."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
