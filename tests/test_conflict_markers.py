import pytest

from tests.conflict_markers import marked_lines


@pytest.mark.parametrize("text", ["a\n======== \n", "====\n", "<<<<<< six\n", "x <<<<<<< y\n", "Title\n========\n"])
def test_other_lines_are_left_alone(tmp_path, text):
    path = tmp_path / "file.md"
    path.write_text(text)
    assert marked_lines(path) == []


def test_each_marker_is_found(tmp_path):
    path = tmp_path / "file.md"
    path.write_text("a\n" + "<" * 7 + " HEAD\nb\n" + "=" * 7 + "\nc\n" + ">" * 7 + " branch\n")
    assert marked_lines(path) == [2, 4, 6]
