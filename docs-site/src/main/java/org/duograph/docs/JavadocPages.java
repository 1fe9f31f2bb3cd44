package org.duograph.docs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Writes the Javadoc of all framework modules, but for their test support, as one set of pages.
 *
 * <p>It runs the JDK's own tool with {@code -Xdoclint:all,-missing}: a wrong tag or a dead {@code
 * link} fails the build, a missing comment does not. Generated sources are on the class path only.
 */
final class JavadocPages {
    private JavadocPages() {}

    /**
     * Runs javadoc.
     *
     * @param framework the folder of the modules
     * @param out where the pages go
     * @param title name and version for the overview page
     * @return one finding with the tool's messages if it failed
     */
    static List<Finding> write(Path framework, Path out, String title) throws IOException {
        List<String> sources = sourcesUnder(framework);
        if (sources.isEmpty()) {
            return List.of(new Finding("javadoc", "no Java sources under " + framework));
        }
        Path list = Files.createTempFile("javadoc", ".txt");
        Files.write(list, sources.stream().map(s -> '"' + s.replace("\\", "\\\\") + '"').toList());
        StringWriter messages = new StringWriter();
        PrintWriter log = new PrintWriter(messages);
        ToolProvider javadoc =
                ToolProvider.findFirst("javadoc")
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "this Java has no javadoc tool; use a JDK 17"));
        int code =
                javadoc.run(
                        log,
                        log,
                        "-quiet",
                        "-d",
                        out.toString(),
                        "-encoding",
                        "UTF-8",
                        "-charset",
                        "UTF-8",
                        "-docencoding",
                        "UTF-8",
                        "-notimestamp",
                        "-Xdoclint:all,-missing",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        "-windowtitle",
                        title,
                        "-doctitle",
                        title,
                        "@" + list);
        Files.delete(list);
        return code == 0 ? List.of() : List.of(new Finding("javadoc", messages.toString()));
    }

    private static List<String> sourcesUnder(Path framework) throws IOException {
        List<String> sources = new ArrayList<>();
        try (var modules = Files.list(framework)) {
            for (Path module : modules.sorted().toList()) {
                Path java = module.resolve("src/main/java");
                if (Files.isDirectory(java) && !module.endsWith("testing")) {
                    try (var files = Files.walk(java)) {
                        files.filter(f -> f.toString().endsWith(".java"))
                                .sorted()
                                .forEach(f -> sources.add(f.toString()));
                    }
                }
            }
        }
        return sources;
    }
}
