"""Size budgets: files at most 500 lines, functions at most 60, nine of ten functions at most 25.

Files over 300 lines are listed, so that they are split before they reach the limit.
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE_LIMIT, FILE_WISH, FUNCTION_LIMIT, FUNCTION_P90 = 500, 300, 60, 25


def main() -> int:
    """Print what is over a limit; return 1 when something is."""
    faults, wishes, lengths = [], [], []
    for path in sorted([*ROOT.glob("src/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("checks/*.py")]):
        if "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        lines, name = text.count("\n"), path.relative_to(ROOT)
        if lines > FILE_LIMIT:
            faults.append(f"{name}: {lines} lines")
        elif lines > FILE_WISH:
            wishes.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                lengths.append(length)
                if length > FUNCTION_LIMIT:
                    faults.append(f"{name}:{node.lineno} {node.name}: {length} lines")
    p90 = sorted(lengths)[len(lengths) * 9 // 10]
    if p90 > FUNCTION_P90:
        faults.append(f"nine of ten functions are within {p90} lines, not {FUNCTION_P90}")
    for wish in wishes:
        print(f"sizes: over {FILE_WISH}: {wish}")
    for fault in faults:
        print(f"sizes: OVER THE LIMIT: {fault}")
    print(f"sizes: {len(lengths)} functions, p90 {p90} lines")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
