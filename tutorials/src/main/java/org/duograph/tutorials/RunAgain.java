package org.duograph.tutorials;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a lesson again without Maven: {@code tutorials/lesson basics}, after {@code ./mvnw -q
 * -Plesson -Dlesson=basics} has run one. Maven takes seconds to find out that nothing is to be
 * done; this looks only at what learners change, the lessons, compiles that, and goes on in the
 * same process.
 *
 * <p>Maven's run writes down how it started Java ({@link #remember}), and the script starts it
 * alike. Where something beside the lessons has changed, Maven is asked for.
 */
public final class RunAgain {
    /** Names, in Maven's run of a lesson, the file to write. */
    private static final String PROPERTY = "lesson.started";

    private static final Path TUTORIALS = Path.of("tutorials");
    private static final Path STARTED = TUTORIALS.resolve("target/lesson.args");
    private static final String PATHS = System.getProperty("java.class.path");

    private RunAgain() {}

    /**
     * Runs a lesson, or checks an exercise of it, in the root of the repository.
     *
     * @param args the lesson's name and its arguments, and system properties such as {@code
     *     -Dexercise=1} anywhere among them
     */
    public static void main(String[] args) throws Exception {
        List<String> rest = new ArrayList<>();
        for (String arg : args) {
            if (arg.startsWith("-D")) {
                String[] property = arg.substring(2).split("=", 2);
                System.setProperty(property[0], property.length > 1 ? property[1] : "");
            } else {
                rest.add(arg);
            }
        }
        List<Path> others = changedBeside();
        if (!others.isEmpty()) {
            System.err.println("This has changed since Maven compiled it: " + others.get(0));
            System.err.println("Let Maven run the lesson, once: " + maven(rest));
            System.exit(2);
        }
        ChangedSources lessons = ChangedSources.of(TUTORIALS, Files.getLastModifiedTime(STARTED));
        if (!lessons.compile(PATHS)) {
            System.err.println("So the lesson was not run.");
            System.exit(1);
        }
        Lessons.main(rest.toArray(String[]::new));
    }

    private static String maven(List<String> args) {
        return "./mvnw -q -Plesson -Dlesson=" + (args.isEmpty() ? "basics" : args.get(0));
    }

    /** The changed sources and POMs of the modules that the lessons use. */
    private static List<Path> changedBeside() throws IOException {
        FileTime since = Files.getLastModifiedTime(STARTED);
        List<Path> changed = new ArrayList<>();
        addIfChanged(TUTORIALS.resolve("pom.xml"), since, changed);
        Path root = Path.of("").toAbsolutePath();
        Path own = root.resolve(TUTORIALS);
        for (String entry : PATHS.split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (path.startsWith(root) && path.endsWith("target/classes") && !path.startsWith(own)) {
                Path module = root.relativize(path).getParent().getParent();
                addIfChanged(module.resolve("pom.xml"), since, changed);
                changed.addAll(ChangedSources.of(module, since).files());
            }
        }
        return changed;
    }

    private static void addIfChanged(Path pom, FileTime since, List<Path> changed)
            throws IOException {
        if (Files.exists(pom) && Files.getLastModifiedTime(pom).compareTo(since) > 0) {
            changed.add(pom);
        }
    }

    /**
     * Writes down how this process was started, if the system property {@code lesson.started} names
     * a file for that: after a {@code #} the Java machine's folder, then options for it, a line
     * each. Java takes such a file as {@code java @FILE}.
     */
    static void remember() throws IOException {
        String file = System.getProperty(PROPERTY, "");
        if (!file.isEmpty()) {
            remember(Path.of(file), ManagementFactory.getRuntimeMXBean().getInputArguments());
        }
    }

    private static void remember(Path file, List<String> options) throws IOException {
        List<String> lines = new ArrayList<>(List.of("# " + System.getProperty("java.home")));
        for (String option : options) {
            // What belongs to this run alone, or to one lesson.
            if (!option.matches("(?s)-D(exercise|lesson\\.).*|--add-modules.*")) {
                lines.add(quoted(option));
            }
        }
        lines.add("-classpath");
        lines.add(quoted(PATHS));
        Files.write(file, lines);
    }

    private static String quoted(String option) {
        return "\"" + option.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
