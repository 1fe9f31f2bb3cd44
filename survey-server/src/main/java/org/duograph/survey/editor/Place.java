package org.duograph.survey.editor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of a study: the study itself, a section, or a question of one; counted from 0.
 *
 * @param section -1 for the study itself
 * @param question -1 for a section
 */
public record Place(int section, int question) {
    /** What stands before the sections: title, introduction, consent, languages. */
    public static final Place STUDY = new Place(-1, -1);

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,4})(?:-(\\d{1,4}))?");

    public static Place section(int section) {
        return new Place(section, -1);
    }

    /** A place as it stands in addresses: {@code study}, {@code 2}, {@code 2-0}. */
    public static Optional<Place> read(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (text.equals("study")) {
            return Optional.of(STUDY);
        }
        if (!written.matches()) {
            return Optional.empty();
        }
        String question = written.group(2);
        return Optional.of(
                new Place(
                        Integer.parseInt(written.group(1)),
                        question == null ? -1 : Integer.parseInt(question)));
    }

    public boolean isStudy() {
        return section < 0;
    }

    public boolean isSection() {
        return section >= 0 && question < 0;
    }

    public boolean isQuestion() {
        return question >= 0;
    }

    @Override
    public String toString() {
        return isStudy() ? "study" : isSection() ? "" + section : section + "-" + question;
    }
}
