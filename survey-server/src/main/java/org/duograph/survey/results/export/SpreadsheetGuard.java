package org.duograph.survey.results.export;

/**
 * Keeps spreadsheets from running what participants wrote: a cell that begins like a formula gets
 * an apostrophe in front, which spreadsheets take as "this is text". Plain numbers may be negative.
 * Source: OWASP, CSV Injection.
 */
public final class SpreadsheetGuard {

    private static final String DANGEROUS = "=+-@\t\r\n\0＝＋－＠";

    private SpreadsheetGuard() {}

    public static String guard(String cell) {
        boolean begins = !cell.isEmpty() && DANGEROUS.indexOf(cell.charAt(0)) >= 0;
        return begins && !cell.matches("-?\\d+(\\.\\d+)?") ? "'" + cell : cell;
    }
}
