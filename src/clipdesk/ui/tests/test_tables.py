from clipdesk.ui.tables import label_cells


def test_cells_learn_their_columns_and_roles() -> None:
    table = (
        "<table>\n<thead><tr><th>Clip</th><th class='number'>A &amp; <b>B</b></th></tr></thead>\n"
        "<tbody><tr><th><a href='#'>x</a></th><td class='number'>1</td></tr>"
        "<tr><td colspan='2'>both</td></tr></tbody></table>"
    )
    assert label_cells(table) == (
        '<table role="table">\n<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Clip</th>'
        '<th role="columnheader" scope="col" class=\'number\'>A &amp; <b>B</b></th></tr></thead>\n'
        '<tbody role="rowgroup"><tr role="row"><th role="rowheader" scope="row"><a href=\'#\'>x</a></th>'
        '<td role="cell" data-label="A &amp; B" class=\'number\'>1</td></tr>'
        '<tr role="row"><td role="cell" colspan=\'2\'>both</td></tr></tbody></table>'
    )


def test_a_colspan_moves_the_following_labels_on() -> None:
    table = (
        "<table><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead><tr><td colspan=2>1</td><td>2</td></tr></table>"
    )
    assert '<td role="cell" data-label="c">2</td>' in label_cells(table)


def test_what_is_not_a_table_stays_as_it_is() -> None:
    assert label_cells("<p title='<td>'>Nước &lt;td&gt;</p>") == "<p title='<td>'>Nước &lt;td&gt;</p>"
