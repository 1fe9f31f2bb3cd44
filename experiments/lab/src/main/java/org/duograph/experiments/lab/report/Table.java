package org.duograph.experiments.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duograph.experiments.harness.plot.Markup;

/** A table of a report: as HTML for the page, as CSV for everything else. */
final class Table {
    /** Words longer than this may be broken into lines. */
    private static final int LONGEST_LINE = 30;

    private final String name;
    private final String caption;
    private final List<String> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param name its file's name, without ending
     * @param caption what it shows
     * @param columns the head, with units
     */
    Table(String name, String caption, String... columns) {
        this.name = name;
        this.caption = caption;
        this.columns = List.of(columns);
    }

    /** Adds a row; the first cell is its name. */
    Table row(Cell... cells) {
        return row(List.of(cells));
    }

    /** Adds a row; the first cell is its name. */
    Table row(List<Cell> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "Table %s has %d columns, but this row has %d cells: %s"
                            .formatted(name, columns.size(), cells.size(), cells));
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    String name() {
        return name;
    }

    /** The same with other words in the place of every number and what is judged by numbers. */
    Table withoutNumbers(String instead) {
        Table table = new Table(name, caption, columns.toArray(String[]::new));
        rows.forEach(row -> table.row(row.stream().map(c -> c.unlessNumber(instead)).toList()));
        return table;
    }

    List<List<Cell>> rows() {
        return rows;
    }

    /** The table as HTML. */
    String html() {
        Markup html = new Markup();
        html.open(
                "div", "class", "table", "tabindex", "0", "role", "region", "aria-label", caption);
        html.open("table").open("caption").words("span", caption);
        html.words("a", "CSV", "href", "tables/" + name + ".csv", "class", "file");
        html.close("caption").open("thead").open("tr");
        for (int i = 0; i < columns.size(); i++) {
            html.words("th", columns.get(i), "scope", "col", "class", columnClass(i));
        }
        html.close("tr").close("thead").open("tbody");
        for (List<Cell> row : rows) {
            html.open("tr");
            html.words("th", row.get(0).text(), "scope", "row", "class", cellClass(row.get(0)));
            for (Cell cell : row.subList(1, row.size())) {
                html.words("td", cell.text(), "class", cellClass(cell));
            }
            html.close("tr");
        }
        return html.close("tbody").close("table").close("div").toString();
    }

    /** A column of numbers has its head to the right as well. */
    private String columnClass(int column) {
        boolean numbers =
                rows.stream()
                        .map(row -> row.get(column).kind())
                        .anyMatch(kind -> kind == Cell.Kind.NUMBER || kind == Cell.Kind.PAPER);
        return numbers && column > 0 ? "number" : "words";
    }

    private static String cellClass(Cell cell) {
        String kind = cell.kind().name().toLowerCase(Locale.ROOT);
        return cell.text().length() > LONGEST_LINE ? kind + " long" : kind;
    }

    /** The table as it is shown, as CSV (RFC 4180). */
    String csv() {
        StringBuilder csv = new StringBuilder(line(columns));
        rows.forEach(row -> csv.append(line(row.stream().map(Cell::text).toList())));
        return csv.toString();
    }

    static String line(List<String> fields) {
        return fields.stream().map(Table::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
