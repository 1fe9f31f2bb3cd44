package org.duograph.survey.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The studies that the server brings along, for tests. */
public final class Studies {
    private Studies() {}

    /** The study of the paper. */
    public static Study frameworkUsability() {
        return Study.parse(text("framework-usability"));
    }

    /** The text of the study in {@code studies/NAME.yaml}. */
    public static String text(String name) {
        try (InputStream in = Studies.class.getResourceAsStream("/studies/" + name + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
