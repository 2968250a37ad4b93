"""checks/messages.py on a small tree of its own: extract, fill, break, compile, read back with the standard library."""

import gettext
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

CODE = '''
"""A room."""
from django.utils.translation import gettext as _, ngettext, pgettext
A = _("Save the clip")
B = gettext_noop("“{name}” is not a clip.")
C = ngettext("{count} clip", "{count} clips", 3)
D = pgettext("verb", "Live")
E = _(
    "Two "
    "parts"
)
'''
TEMPLATE = """{% load i18n %}
<ul>
      <li>{% translate "From a template" %}</li>
  <li title="{% translate 'It is “quoted”' %}">{% blocktranslate with n=x %}Page {{ n }}{% endblocktranslate %}</li>
    </ul>
{% comment %}{% translate "Not said" %}{% endcomment %}
"""
EXPECTED = {
    ("", "Save the clip"),
    ("", "“{name}” is not a clip."),
    ("", "{count} clip"),
    ("verb", "Live"),
    ("", "Two parts"),
    ("", "From a template"),
    ("", "It is “quoted”"),
    ("", "Page %(n)s"),
}


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    path = Path(__file__).parents[4] / "checks" / "messages.py"
    spec = importlib.util.spec_from_file_location("messages_tool", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    room = tmp_path / "src" / "clipdesk" / "clips"
    (room / "templates" / "clips").mkdir(parents=True)
    (room / "tests").mkdir()
    (room / "texts.py").write_text(CODE, encoding="utf-8")
    (room / "tests" / "test_x.py").write_text('_("Only in a test")', encoding="utf-8")
    (room / "templates" / "clips" / "list.html").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def catalogue(tree: Path, room: str = "clips") -> Path:
    return tree / "src" / "clipdesk" / room / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def fill(tool: ModuleType, path: Path) -> None:
    catalog = tool.load(path, "vi")
    for message in catalog:
        if message.id:
            message.string = message.id if isinstance(message.id, str) else (message.id[1],)
    path.write_bytes(tool.rendered(catalog, "vi"))


def test_update_finds_every_text_and_is_stable(tool: ModuleType, tree: Path) -> None:
    assert tool.update(tree) == ["src/clipdesk/clips/locale/vi/LC_MESSAGES/django.po: 8 new, 0 dropped"]
    assert set(tool.texts(tool.load(catalogue(tree), "vi"))) == EXPECTED
    text = catalogue(tree).read_text(encoding="utf-8")
    assert "Date" not in text
    assert "#: src/clipdesk/clips/texts.py\n" in text
    assert tool.update(tree) == []


def test_moved_lines_change_nothing(tool: ModuleType, tree: Path) -> None:
    tool.update(tree)
    source = tree / "src" / "clipdesk" / "clips" / "texts.py"
    source.write_text("\n\n\n" + CODE, encoding="utf-8")
    assert tool.update(tree) == []


def test_check_names_what_is_missing_and_is_silent_when_complete(tool: ModuleType, tree: Path) -> None:
    assert len(tool.check(tree)) == len(EXPECTED)
    tool.update(tree)
    assert "src/clipdesk/clips/locale/vi/LC_MESSAGES/django.po: missing: 'Save the clip'" in tool.check(tree)
    fill(tool, catalogue(tree))
    assert tool.check(tree) == []


def test_check_names_fuzzy_and_obsolete(tool: ModuleType, tree: Path) -> None:
    tool.update(tree)
    fill(tool, catalogue(tree))
    source = tree / "src" / "clipdesk" / "clips" / "texts.py"
    source.write_text(CODE.replace("Save the clip", "Save this clip"), encoding="utf-8")
    assert [fault.split(": ", 1)[1] for fault in tool.check(tree)] == [
        "obsolete: 'Save the clip'",
        "missing: 'Save this clip'",
    ]
    tool.update(tree)
    assert [fault.split(": ", 1)[1] for fault in tool.check(tree)] == ["fuzzy: 'Save this clip'"]


@pytest.mark.parametrize(
    ("english", "wrong"), [("“{name}” is not a clip.", "“{ten}” không phải clip."), ("Page %(n)s", "Trang %(m)s")]
)
def test_check_compares_places(tool: ModuleType, tree: Path, english: str, wrong: str) -> None:
    tool.update(tree)
    fill(tool, catalogue(tree))
    text = catalogue(tree).read_text(encoding="utf-8")
    catalogue(tree).write_text(text.replace(f'msgstr "{english}"', f'msgstr "{wrong}"'), encoding="utf-8")
    assert [fault.split(": ", 1)[1] for fault in tool.check(tree)] == [f"places differ: {english!r} -> {wrong!r}"]


def test_check_names_two_rooms_that_translate_differently(tool: ModuleType, tree: Path) -> None:
    other = tree / "src" / "clipdesk" / "review"
    other.mkdir()
    (other / "texts.py").write_text('_("Save the clip")', encoding="utf-8")
    tool.update(tree)
    fill(tool, catalogue(tree))
    path = catalogue(tree, "review")
    path.write_text(path.read_text(encoding="utf-8").replace('""\n', '"Lưu"\n'), encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace('"Lưu"\n', '""\n', 2), encoding="utf-8")
    assert [fault.split(": ", 1)[1] for fault in tool.check(tree)] == [
        "translated differently in clips: 'Save the clip'"
    ]


def test_compiled_catalogues_are_read_by_the_standard_library(tool: ModuleType, tree: Path) -> None:
    tool.update(tree)
    fill(tool, catalogue(tree))
    text = catalogue(tree).read_text(encoding="utf-8")
    catalogue(tree).write_text(text.replace('msgstr "Two parts"', 'msgstr "Hai phần"'), encoding="utf-8")
    written = tool.compile_all(tree)
    assert written == [catalogue(tree).with_suffix(".mo")]
    with written[0].open("rb") as file:
        read = gettext.GNUTranslations(file)
    assert read.gettext("Two parts") == "Hai phần"
    assert read.ngettext("{count} clip", "{count} clips", 1) == "{count} clips"
    assert tool.compile_all(tree) == []


def test_this_packages_own_catalogue_is_complete(tool: ModuleType) -> None:
    assert tool.check(names=["ui"]) == []
