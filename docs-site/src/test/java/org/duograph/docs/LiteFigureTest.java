package org.duograph.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The figure of the way to a phone names classes; so they must be there. */
class LiteFigureTest {
    private static final Pattern NAME = Pattern.compile("<text class=\"name\"[^>]*>([^<]+)</text>");

    @Test
    void everyClassInTheFigureIsOneOfTheConverterOrTheRuntime() throws IOException {
        List<String> named = new ArrayList<>();
        Matcher names = NAME.matcher(Files.readString(Path.of("src/docs/images/lite.svg")));
        while (names.find()) {
            named.add(names.group(1) + ".java");
        }
        List<String> sources = new ArrayList<>();
        for (String module : List.of("lite", "lite-converter")) {
            try (Stream<Path> files = Files.walk(Path.of("../framework", module, "src/main"))) {
                files.forEach(file -> sources.add(file.getFileName().toString()));
            }
        }
        assertThat(named).hasSizeGreaterThan(6);
        assertThat(sources).containsAll(named);
    }
}
