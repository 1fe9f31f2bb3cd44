package org.duograph.survey.results;

import org.duograph.survey.results.plot.Numbers;
import org.duograph.survey.statistics.Interval;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Item;
import org.duograph.survey.study.Study;

/** The sentences that put numbers into plain language, and the names of things in them. */
final class Wording {

    private final String language;

    Wording(Study study) {
        language = study.researcherLanguage();
    }

    /** In which researchers read. */
    String language() {
        return language;
    }

    String label(Item item) {
        return item.label().in(language);
    }

    /** What a field asks. */
    String label(Field field) {
        return field.asks().in(language);
    }

    /** What a field asks, and in which versions if others mean something else by it. */
    String label(AskedField field) {
        return field.label(language);
    }

    /** An environment as researchers call it; participants are told "your own computer". */
    String place(Item environment) {
        return switch (environment.code()) {
            case "local" -> "own computer";
            case "remote" -> "remote server";
            default -> label(environment);
        };
    }

    /** What an answer's code means. */
    String option(Field field, String code) {
        return field.options().stream()
                .filter(option -> option.code().equals(code))
                .map(this::label)
                .findFirst()
                .orElse(code);
    }

    static String tooFew(int n) {
        return n == 0
                ? "Nobody has answered this yet."
                : "With "
                        + n
                        + (n == 1 ? " answer" : " answers")
                        + " the data are shown and not judged.";
    }

    static String plausibleShares(Interval interval) {
        return "if everybody like these were asked, anything from "
                + Numbers.percent(interval.low())
                + " to "
                + Numbers.percent(interval.high())
                + " would fit";
    }

    /** What a p-value says, and what it does not. */
    static String chance(double p) {
        String often = p < 0.0001 ? "less than 0.01 %" : Numbers.percent(p);
        return "If there were no difference at all, chance alone would be at least this one-sided in "
                + often
                + " of cases"
                + (p <= 0.05
                        ? ", which makes chance a poor explanation."
                        : ", so these answers alone do not rule out chance.");
    }
}
