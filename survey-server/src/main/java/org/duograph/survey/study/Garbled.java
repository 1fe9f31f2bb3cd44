package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds letters that were lost before: where a text was read in an encoding that it is not in. */
final class Garbled {
    /** What the beginning of ä, é, “ and others in UTF-8 looks like to readers of Windows-1252. */
    private static final Pattern TWICE =
            Pattern.compile(
                    "[\u00c2\u00c3][\u0080-\u00bf\u0152-\u02dc\u2018-\u2122]|\u00e2\u20ac.");

    private Garbled() {}

    static List<StudyFormatException> in(String text) {
        List<StudyFormatException> problems = new ArrayList<>();
        int line = 0;
        for (String words : text.split("\n", -1)) {
            line++;
            Matcher twice = TWICE.matcher(words);
            if (words.indexOf('\ufffd') >= 0) {
                problems.add(
                        new StudyFormatException(
                                line,
                                "a letter was lost before the text came here, and \ufffd stands in"
                                        + " its place; type the letter, or send the file as it was"
                                        + " before"));
            } else if (twice.find()) {
                problems.add(
                        new StudyFormatException(
                                line,
                                "'"
                                        + twice.group()
                                        + "' looks like one letter that was read in a wrong"
                                        + " encoding; type the letter, or send the file as it was"
                                        + " before"));
            }
        }
        return problems;
    }
}
