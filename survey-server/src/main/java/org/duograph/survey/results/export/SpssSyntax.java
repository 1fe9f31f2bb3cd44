package org.duograph.survey.results.export;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The syntax file by which SPSS, and its free relative PSPP, read the values with their labels. */
final class SpssSyntax {

    /** Bytes that a label of a variable, and of a value, may have. */
    private static final int LONGEST_LABEL = 250;

    private static final int LONGEST_VALUE_LABEL = 120;
    private static final int LONGEST_WORDS = 32_767;

    private static final String HEAD =
            """
            * Reads data.csv, which lies in the same folder; if SPSS does not find it, write its whole path.
            SET DECIMAL=DOT.
            GET DATA
              /TYPE=TXT
              /FILE='data.csv'
              /ENCODING='UTF8'
              /ARRANGEMENT=DELIMITED
              /DELCASE=LINE
              /FIRSTCASE=2
              /DELIMITERS=','
              /QUALIFIER='"'
              /VARIABLES=
            """;

    private SpssSyntax() {}

    /**
     * @param variables whose values were written, so that the widths of words are known
     */
    static String of(Variables variables) {
        StringBuilder syntax = new StringBuilder(HEAD);
        for (Variable variable : variables.all()) {
            int width = Math.max(1, Math.min(LONGEST_WORDS, variables.width(variable)));
            String format =
                    switch (variable.measure()) {
                        case NOMINAL, ORDINAL -> "F8.0";
                        case SCALE -> "F16.6";
                        case DAY -> "SDATE10";
                        case WORDS -> "A" + width;
                    };
            syntax.append("    ").append(variable.name()).append(' ').append(format).append('\n');
        }
        syntax.append("  .\n");
        for (Variable variable : variables.answers()) {
            String name = variable.name();
            syntax.append("VARIABLE LABELS ").append(name).append("\n  ");
            syntax.append(text(variable.label(), LONGEST_LABEL)).append(".\n");
            if (variable.measure().isNumber()) {
                syntax.append("VALUE LABELS ").append(name);
                variable.labels().forEach((number, label) -> label(syntax, number, label));
                for (Map.Entry<String, Integer> reason : variable.reasons().entrySet()) {
                    label(syntax, reason.getValue(), reason.getKey());
                }
                syntax.append(".\n");
                int lowest = variable.reasons().get(Variable.NOT_ASKED);
                syntax.append("MISSING VALUES ").append(name);
                syntax.append(" (").append(lowest).append(" THRU ");
                syntax.append(lowest + variable.reasons().size() - 1).append(").\n");
                syntax.append("VARIABLE LEVEL ").append(name);
                syntax.append(" (").append(variable.measure()).append(").\n");
            }
        }
        return syntax.append("EXECUTE.\n").toString();
    }

    private static void label(StringBuilder syntax, int number, String label) {
        syntax.append("\n  ").append(number).append(' ');
        syntax.append(text(label, LONGEST_VALUE_LABEL));
    }

    /** In quotes, on one line, and no longer than so many bytes. */
    private static String text(String text, int most) {
        String line = text.replaceAll("\\R", " ").strip();
        while (line.getBytes(StandardCharsets.UTF_8).length > most) {
            line = line.substring(0, line.offsetByCodePoints(line.length(), -1));
        }
        return "'" + line.replace("'", "''") + "'";
    }
}
