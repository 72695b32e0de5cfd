"""Where a request's microseconds go: `python -m benchmarks.hot_path` prints more of it than the page has."""

import json
import subprocess
from typing import Any

from benchmarks.figures import table
from benchmarks.install import python_of
from benchmarks.servers import PAGE, PROGRAMS


def measure(requests: int = 2000) -> dict[str, Any]:
    """By operation: microseconds `with log`, `whole`, `app`, `bare Flask`; `modules`, `functions`, `calls`."""
    command = [str(python_of("ours")), str(PROGRAMS / "hot_path.py"), str(PAGE), str(requests)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def module_table(found: dict[str, Any], limit: int) -> str:
    heads = ("module", *(f"{name}, µs" for name in found))
    by_name = {name: dict(each["modules"]) for name, each in found.items()}
    names = sorted(
        {module for modules in by_name.values() for module in modules},
        key=lambda module: -sum(modules.get(module, 0.0) for modules in by_name.values()),
    )
    rows = [
        (f"`{module}`", *(f"{modules.get(module, 0.0):.1f}" for modules in by_name.values()))
        for module in names[:limit]
    ]
    rest = (sum(modules.get(name, 0.0) for name in names[limit:]) for modules in by_name.values())
    return table(heads, [*rows, ("the rest", *(f"{value:.1f}" for value in rest))])


def function_table(each: dict[str, Any], limit: int) -> str:
    heads = ("function", "µs a request", "calls a request")
    rows = [
        (f"`{module}.{name}`", f"{micros:.1f}", f"{calls:.1f}")
        for module, name, micros, calls in each["functions"][:limit]
    ]
    return table(heads, rows)


if __name__ == "__main__":
    result = measure()
    print(module_table(result, 30))
    for operation, operation_found in result.items():
        parts = ", ".join(
            f"{part} {operation_found[part]:.1f}" for part in ("with log", "whole", "app", "bare Flask")
        )
        print(f"\n{operation}: {parts} µs; {operation_found['calls']:.0f} calls\n")
        print(function_table(operation_found, 40))
