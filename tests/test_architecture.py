"""What holds for the tree as a whole, besides the direction of imports, which import-linter proves."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
EXCEPTIONS = {
    "capi/api.py": "a Protocol: mypy compares the client and the fakes with it",
    "__main__.py": "tests/cli/test_program.py runs it as a process",
}


def test_every_module_has_a_test_file_of_its_name_in_the_mirrored_folder() -> None:
    """A package's `__init__.py` only re-exports, and longer tests may be split: `test_x_….py` counts for `x.py`."""
    package = ROOT / "capi_bot"
    modules = [path.relative_to(package) for path in package.rglob("*.py") if path.name != "__init__.py"]
    modules = [module for module in modules if module.parts[0] != "sandbox"]  # tested by subject
    untested = {module.as_posix() for module in modules if not _has_tests(module)}

    assert untested == EXCEPTIONS.keys()


def _has_tests(module: Path) -> bool:
    folder = ROOT / "tests" / module.parent
    return any(folder.glob(f"test_{module.stem}.py")) or any(folder.glob(f"test_{module.stem}_*.py"))
