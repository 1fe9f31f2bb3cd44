package org.duograph.graph;

import java.io.PrintStream;
import java.nio.file.Path;

/**
 * What is around a graph that runs, for its host operators: where they print and where files are. A
 * face may have more around it, such as objects that are no arrays.
 */
public interface Surroundings {
    /** Where operators print. */
    PrintStream output();

    /** The folder in which operators look for files, and write them, whose names are relative. */
    Path rootFolder();

    /** Around a program: its standard output and its current folder. */
    static Surroundings ofProgram() {
        return of(System.out, Path.of(""));
    }

    /** These two and no more. */
    static Surroundings of(PrintStream output, Path rootFolder) {
        return new Surroundings() {
            @Override
            public PrintStream output() {
                return output;
            }

            @Override
            public Path rootFolder() {
                return rootFolder;
            }
        };
    }

    /**
     * This as a {@code type}.
     *
     * @param asker who asks, for the message
     * @throws IllegalStateException if it is none
     */
    default <T extends Surroundings> T as(Class<T> type, Node asker) {
        if (!type.isInstance(this)) {
            throw new IllegalStateException(
                    "%s needs a %s around it, but runs where there is none"
                            .formatted(asker, type.getSimpleName()));
        }
        return type.cast(this);
    }
}
