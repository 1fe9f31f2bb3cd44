package org.duograph.backend.tuning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which processor this is, as far as the system tells. */
final class Processor {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Processor() {}

    /**
     * One line of words: Linux's model name, family and model, else what the system has instead.
     */
    static String name() {
        String windows = System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", "");
        String other = windows.isBlank() ? System.getProperty("os.arch") : windows;
        if (!Files.isReadable(CPU_INFO)) {
            return other;
        }
        try {
            List<String> lines = Files.readAllLines(CPU_INFO);
            List<String> words = new ArrayList<>();
            value(lines, "model name").ifPresent(words::add);
            value(lines, "cpu family").ifPresent(text -> words.add("family " + text));
            value(lines, "model").ifPresent(text -> words.add("model " + text));
            return words.isEmpty() ? other : String.join(" ", words);
        } catch (IOException e) {
            return other;
        }
    }

    private static Optional<String> value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.contains(":"))
                .filter(line -> line.substring(0, line.indexOf(':')).strip().equals(key))
                .map(line -> line.substring(line.indexOf(':') + 1).strip().replace('\t', ' '))
                .filter(text -> !text.isEmpty())
                .findFirst();
    }
}
