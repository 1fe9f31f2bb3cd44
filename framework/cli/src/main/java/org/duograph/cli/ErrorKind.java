package org.duograph.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * The kinds of errors that users see, by the class of what is thrown. The documentation has a
 * section about each: the page troubleshooting.html, at the kind's {@link #anchor}.
 */
public enum ErrorKind {
    /** Something that is given does not go with the rest. */
    DOES_NOT_FIT(
            "IllegalArgumentException",
            "ClassCastException",
            "NotKnown",
            "NoGraphException",
            "LateNumbersException"),
    /** It would be right at another time: before, after, or once only. */
    NOT_NOW("IllegalStateException"),
    /** Something is named that nobody has. */
    NOT_THERE("NoSuchElementException"),
    /** More numbers than an array can have. */
    TOO_LARGE("ArithmeticException"),
    /** A place beyond the end of an array. */
    INDEX("IndexOutOfBoundsException"),
    /** What is asked for exists, but not here. */
    NOT_OFFERED("UnsupportedOperationException", "UnsupportedModelException"),
    /** All elements of a data set have been read. */
    DATA_IS_OVER("OutOfRangeException"),
    /** A file that can't be found, read or written. */
    FILE(
            "IOException",
            "UncheckedIOException",
            "NoSuchFileException",
            "FileNotFoundException",
            "NotDirectoryException"),
    /** A file that holds something else than it should, or not all of it. */
    FILE_FORMAT("FileFormatException", "ModelFormatException", "EOFException"),
    /** A data set that is not as it should be. */
    DATA_SET("DataException"),
    /** A download that can't begin, or broke off. */
    DOWNLOAD("UnreachableException", "BrokenOffException"),
    /** A process of a group that is gone, silent, or does something else than the others. */
    PEER("PeerException", "TaskException"),
    /** A training whose loss or weights are no longer numbers. */
    DIVERGED("DivergedException"),
    /** Memory of the heap or of a device. */
    MEMORY("OutOfMemoryError", "MemoryShortage"),
    /** A native library that can't be loaded. */
    NATIVE("LinkageError"),
    /** A native library that refuses or fails. */
    LIBRARY("RefusedException", "OneDnnException", "CudaException", "KernelFailure"),
    /** Everything else: nobody foresaw it. */
    BUG("AssertionError");

    private static final String PAGE = "troubleshooting.html";

    private final List<String> classes;

    ErrorKind(String... classes) {
        this.classes = List.of(classes);
    }

    /**
     * The kind of an error: that of its class, or else of the nearest one above it. Where it only
     * says of another one in which step or file it arose, it is of that one's kind.
     */
    public static ErrorKind of(Throwable error) {
        if (onlySaysWhere(error)) {
            return of(error.getCause());
        }
        for (Class<?> c = error.getClass(); c != Throwable.class; c = c.getSuperclass()) {
            for (ErrorKind kind : values()) {
                if (kind.classes.contains(c.getSimpleName())) {
                    return kind;
                }
            }
        }
        return BUG;
    }

    private static boolean onlySaysWhere(Throwable error) {
        String said = error.getMessage();
        String before = error.getCause() == null ? null : error.getCause().getMessage();
        boolean speaksForAnother =
                error instanceof RuntimeException || error.getClass() == IOException.class;
        return speaksForAnother && said != null && before != null && said.contains(before);
    }

    /** The simple names of its classes, of which some are not public. */
    public List<String> classes() {
        return classes;
    }

    /** The section of the page, such as {@code file-format}. */
    public String anchor() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Where to read on, such as {@code troubleshooting.html#file-format}. */
    String place() {
        return PAGE + "#" + anchor();
    }
}
