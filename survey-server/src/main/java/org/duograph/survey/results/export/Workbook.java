package org.duograph.survey.results.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.dhatim.fastexcel.Worksheet;

/** Labels and codebook as one file for spreadsheets, XLSX: numbers are numbers in any country. */
public final class Workbook {

    private static final int FLUSHED_AT = 500;
    private static final int LONGEST_CELL = 32_767;

    private Workbook() {}

    /**
     * Writes the file.
     *
     * @param language of the labels
     */
    public static void write(Export export, String language, OutputStream out) throws IOException {
        // The application's name and version are in the file; the version must look like this.
        try (org.dhatim.fastexcel.Workbook book =
                new org.dhatim.fastexcel.Workbook(out, "Duograph", "1.0")) {
            Labels labels = new Labels(export, language);
            Sheet answers = new Sheet(book.newWorksheet("Answers"));
            answers.write(labels.header());
            labels.write(answers::write);
            answers.sheet.finish();
            Sheet codebook = new Sheet(book.newWorksheet("Codebook"));
            codebook.write(Codebook.HEADER);
            for (Map<String, String> line :
                    new Codebook(export.selection(), export.fields(), language).lines()) {
                codebook.write(
                        Codebook.HEADER.stream().map(key -> line.getOrDefault(key, "")).toList());
            }
            codebook.sheet.finish();
        }
    }

    /** Writes row after row, keeping few of them. */
    private static final class Sheet {
        private final Worksheet sheet;
        private int row;

        Sheet(Worksheet sheet) {
            this.sheet = sheet;
            sheet.freezePane(1, 1);
        }

        void write(List<String> cells) throws IOException {
            for (int i = 0; i < cells.size(); i++) {
                String cell = cells.get(i);
                if (cell.matches("-?(0|[1-9]\\d{0,14})(\\.\\d+)?")) {
                    sheet.value(row, i, Double.valueOf(cell));
                } else if (!cell.isEmpty()) {
                    String words = cell.substring(0, Math.min(cell.length(), LONGEST_CELL));
                    sheet.inlineString(row, i, words); // shared ones would all be kept in memory
                }
            }
            if (row == 0) {
                sheet.range(0, 0, 0, cells.size() - 1).style().bold().wrapText(true).set();
            }
            if (++row % FLUSHED_AT == 0) {
                sheet.flush();
            }
        }
    }
}
