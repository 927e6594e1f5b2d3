"""What all tests share."""

from hypothesis import HealthCheck, Phase, settings

# How long an example takes tells of the machine and its load, never of the code.
COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
# The same few examples in every run, so that a failure is the change's and not chance's.
settings.register_profile("quick", max_examples=30, derandomize=True, **COMMON)
# `make test-all`: the same many.
settings.register_profile("thorough", max_examples=300, derandomize=True, **COMMON)
# `make test-search`: others in every run, to find what nobody thought of.
settings.register_profile("search", max_examples=1_000, print_blob=True, **COMMON)
# `make mutants`: a failure is enough, nobody reads its example.
settings.register_profile(
    "mutants", max_examples=30, derandomize=True, phases=(Phase.explicit, Phase.generate), **COMMON
)
settings.load_profile("quick")
