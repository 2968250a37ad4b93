"""Make `clipdesk` importable and callable in the virtual environment, without a build."""

import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
(Path(sysconfig.get_path("purelib")) / "clipdesk.pth").write_text(f"{ROOT / 'src'}\n")
command = Path(sys.executable).parent / "clipdesk"
command.write_text(f"#!{sys.executable}\nimport sys\nfrom clipdesk.config.cli import main\nsys.exit(main())\n")
command.chmod(0o755)
