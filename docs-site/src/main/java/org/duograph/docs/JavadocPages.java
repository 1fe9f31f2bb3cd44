package org.duograph.docs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/**
 * Writes the Javadoc of all framework modules, but for their test support, as one set of pages.
 *
 * <p>It runs the JDK's own tool with {@code -Xdoclint:all,-missing}: a wrong tag or a dead {@code
 * link} fails the build, a missing comment does not. Generated sources are on the class path only.
 * Pages that are there already are kept as long as no source has changed, for the tool takes as
 * long as all the rest of the site.
 */
final class JavadocPages {
    /** What the pages were made from, kept beside them. */
    private static final String MADE_FROM = "made-from.txt";

    private static final String FONTS = "@import url('resources/fonts/dejavu.css');";

    /** One line of the tool's own search index. */
    private static final Pattern TYPE = Pattern.compile("\\{\"p\":\"([^\"]+)\",\"l\":\"([^\"]+)\"");

    /** Modules that serve tests, or are compiled with what is not on our class path. */
    private static final Set<String> LEFT_OUT = Set.of("testing", "spark");

    /** On top of each page: the theme that the reader chose, and the way back. */
    private static final String TOP =
            "<script src=\"{@docRoot}/../assets/theme.js\"></script>"
                    + "<div class=\"site-bar\"><a href=\"{@docRoot}/../index.html\">"
                    + "Duograph: to the documentation</a></div>";

    private final Path framework;
    private final Path look;
    private final String title;

    /**
     * Makes a writer.
     *
     * @param framework the folder of the modules
     * @param look a style sheet to add
     * @param version for the title
     */
    JavadocPages(Path framework, Path look, String version) {
        this.framework = framework;
        this.look = look;
        this.title = "Duograph " + version;
    }

    /** Runs javadoc; one finding with the tool's messages if it failed. */
    List<Finding> write(Path out) throws IOException {
        List<Path> sources = sources();
        if (sources.isEmpty()) {
            return List.of(new Finding("javadoc", "no Java sources under " + framework));
        }
        String madeFrom = madeFrom(sources);
        Path kept = out.resolve(MADE_FROM);
        if (Files.exists(kept) && Files.readString(kept).equals(madeFrom)) {
            return List.of();
        }
        Folders.delete(out);
        StringWriter messages = new StringWriter();
        if (run(sources, out, new PrintWriter(messages)) != 0) {
            return List.of(new Finding("javadoc", messages.toString()));
        }
        dropMissingFonts(out);
        Files.writeString(kept, madeFrom);
        return List.of();
    }

    /** Some JDKs' style sheet asks for fonts that they don't bring. */
    private static void dropMissingFonts(Path out) throws IOException {
        Path sheet = out.resolve("stylesheet.css");
        if (!Files.exists(out.resolve("resources/fonts/dejavu.css"))) {
            String without = Files.readString(sheet).replace(FONTS, "");
            Files.writeString(sheet, without);
        }
    }

    private int run(List<Path> sources, Path out, PrintWriter log) throws IOException {
        Path list = Files.createTempFile("javadoc", ".txt");
        Files.write(
                list,
                sources.stream().map(s -> '"' + s.toString().replace("\\", "\\\\") + '"').toList());
        ToolProvider javadoc =
                ToolProvider.findFirst("javadoc")
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                "this Java has no javadoc tool; use a JDK 17"));
        List<String> options = new ArrayList<>(List.of("-quiet", "-notimestamp"));
        options.addAll(List.of("-d", out.toString()));
        options.addAll(List.of("-encoding", "UTF-8", "-charset", "UTF-8", "-docencoding", "UTF-8"));
        options.add("-Xdoclint:all,-missing");
        options.addAll(List.of("--add-modules", "jdk.incubator.vector")); // of backend-vector
        options.addAll(List.of("-classpath", System.getProperty("java.class.path")));
        options.addAll(List.of("-windowtitle", title, "-doctitle", title));
        options.addAll(List.of("--add-stylesheet", look.toString()));
        options.addAll(List.of("--allow-script-in-comments", "-top", TOP));
        options.add("@" + list);
        int code = javadoc.run(log, log, options.toArray(String[]::new));
        Files.delete(list);
        return code;
    }

    private List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (var modules = Files.list(framework)) {
            for (Path module : modules.sorted().toList()) {
                Path java = module.resolve("src/main/java");
                if (Files.isDirectory(java)
                        && !LEFT_OUT.contains(module.getFileName().toString())) {
                    try (var files = Files.walk(java)) {
                        files.filter(f -> f.toString().endsWith(".java"))
                                .sorted()
                                .forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    /** A text that is another when a source is another. */
    private String madeFrom(List<Path> sources) throws IOException {
        StringBuilder text = new StringBuilder(title + TOP + Files.readString(look));
        text.append("\nJDK ").append(Runtime.version()).append('\n');
        for (Path source : sources) {
            text.append(framework.relativize(source))
                    .append(' ')
                    .append(Files.size(source))
                    .append(' ')
                    .append(Files.getLastModifiedTime(source))
                    .append('\n');
        }
        return text.toString();
    }

    /** The types that the pages are about, for the site's search. */
    static List<SearchIndex.Entry> types(Path javadoc) throws IOException {
        Path index = javadoc.resolve("type-search-index.js");
        if (!Files.exists(index)) {
            return List.of();
        }
        return TYPE.matcher(Files.readString(index))
                .results()
                .map(
                        type -> {
                            String folder = type.group(1).replace('.', '/');
                            String url = "javadoc/" + folder + "/" + type.group(2) + ".html";
                            return SearchIndex.Entry.ofType(url, type.group(1), type.group(2));
                        })
                .toList();
    }
}
