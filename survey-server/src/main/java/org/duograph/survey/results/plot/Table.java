package org.duograph.survey.results.plot;

import java.util.List;

/**
 * Numbers as text in rows and columns.
 *
 * @param caption what the table shows
 * @param header the names of the columns; the first column names the rows
 * @param rows each as long as the header
 */
public record Table(String caption, List<String> header, List<List<String>> rows) {

    public Table {
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<String> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException(
                        "Table \"" + caption + "\" has columns " + header + ", but a row " + row);
            }
        }
    }
}
