package org.duograph.tutorials;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Sources of a module that are newer than what was compiled from them.
 *
 * @param sources the folder of all its sources
 * @param classes the folder of what was compiled
 * @param files the newer ones
 */
record ChangedSources(Path sources, Path classes, List<Path> files) {
    private static final String JAVA = ".java";
    private static final Path SHARED = Path.of("org", "duograph", "tutorials");

    /**
     * Looks for them.
     *
     * @param since older ones need not be looked at
     */
    static ChangedSources of(Path module, FileTime since) throws IOException {
        Path sources = module.resolve("src/main/java");
        Path classes = module.resolve("target/classes");
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(sources)) {
            Files.walkFileTree(
                    sources,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes facts)
                                throws IOException {
                            FileTime time = facts.lastModifiedTime();
                            if (time.compareTo(since) > 0 && isNewer(file, time)) {
                                files.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        private boolean isNewer(Path file, FileTime time) throws IOException {
                            if (!isCode(file)) {
                                return false;
                            }
                            String name = sources.relativize(file).toString();
                            Path compiled = classes.resolve(name.replace(JAVA, ".class"));
                            return !Files.exists(compiled)
                                    || time.compareTo(Files.getLastModifiedTime(compiled)) > 0;
                        }
                    });
        }
        files.sort(null);
        return new ChangedSources(sources, classes, files);
    }

    private static boolean isCode(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(JAVA) && !name.equals("package-info.java"); // it has no class
    }

    /**
     * Compiles the packages in which something has changed, or all where it is one that lessons
     * share. The compiler says on the error stream what it does not like.
     *
     * @param classPath where other classes are
     * @return whether it liked everything
     */
    boolean compile(String classPath) throws IOException {
        if (files.isEmpty()) {
            return true;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            System.err.printf(
                    "Sources have changed, and to compile them takes a JDK; %s is none. Let"
                            + " JAVA_HOME name one and run the lesson by Maven.%n",
                    System.getProperty("java.home"));
            return false;
        }
        List<String> command = new ArrayList<>();
        command.addAll(List.of("-proc:none", "-Xlint:-options", "-XDstringConcat=inline"));
        if (Runtime.version().feature() > 17) {
            command.addAll(List.of("--release", "17")); // as Maven does
        }
        command.addAll(List.of("-classpath", classPath, "-d", classes.toString()));
        toCompile().forEach(file -> command.add(file.toString()));
        return compiler.run(null, System.err, System.err, command.toArray(String[]::new)) == 0;
    }

    /** All that is compiled for them. */
    List<Path> toCompile() throws IOException {
        Set<Path> packages = files.stream().map(Path::getParent).collect(Collectors.toSet());
        boolean all = packages.contains(sources.resolve(SHARED));
        Set<Path> wanted = new TreeSet<>();
        for (Path folder : all ? Set.of(sources) : packages) {
            try (Stream<Path> found = Files.walk(folder, all ? Integer.MAX_VALUE : 1)) {
                found.filter(ChangedSources::isCode).forEach(wanted::add);
            }
        }
        return List.copyOf(wanted);
    }
}
