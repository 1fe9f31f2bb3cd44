package org.duograph.tutorials;

/**
 * One exercise of a lesson: what is to be written, and how it is told whether that is right.
 *
 * <p>What learners write stands in the {@code Exercises} of the lesson's package. The check gets
 * the methods from there and calls them, so that the tests can give it a solution instead.
 *
 * @param title a few words
 * @param task what is to be done, in sentences
 * @param check tells right from wrong
 */
public record Exercise(String title, String task, Check check) {
    /** Tries what was written, in a few cases. */
    @FunctionalInterface
    public interface Check {
        /** Calls it, compares what comes out with what has to, and says what it found. */
        Verdict verdict() throws Exception;
    }

    /**
     * What a check says.
     *
     * @param solved whether the exercise is done
     * @param found what was found
     * @param hint what to think of; empty where it is solved
     */
    public record Verdict(boolean solved, String found, String hint) {
        /** It is right, and this is what was seen. */
        public static Verdict right(String found) {
            return new Verdict(true, found, "");
        }

        /** It is not right: what was seen, and what to think of. */
        public static Verdict wrong(String found, String hint) {
            return new Verdict(false, found, hint);
        }

        @Override
        public String toString() {
            return solved ? "Right. " + found : "Not yet. " + found + "\nHint: " + hint;
        }
    }

    /** What the methods of {@code Exercises} throw until somebody writes them. */
    public static final class NotDone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NotDone() {
            super("This exercise is not done yet");
        }
    }

    /** For the one line of a method that is still to be written: {@code throw notDone();}. */
    public static NotDone notDone() {
        return new NotDone();
    }

    /** Checks it; what the learner's code throws is a verdict too. */
    public Verdict verdict() {
        try {
            return check.verdict();
        } catch (Exception e) {
            Throwable first = e;
            while (first.getCause() != null) { // a graph that calls it says which step failed
                first = first.getCause();
            }
            return verdict(first);
        }
    }

    private static Verdict verdict(Throwable thrown) {
        if (thrown instanceof NotDone) {
            return Verdict.wrong(
                    "Nothing is written yet: " + place(thrown) + " still throws notDone().",
                    "put your lines in place of that one, and run this again.");
        }
        String name = thrown.getClass().getSimpleName();
        return Verdict.wrong(
                "It ended with %s: %s".formatted(name, thrown.getMessage()),
                "look at " + place(thrown) + ".");
    }

    /** The topmost line of what learners write that it came through. */
    private static String place(Throwable thrown) {
        for (StackTraceElement line : thrown.getStackTrace()) {
            if ("Exercises.java".equals(line.getFileName())) {
                return "%s, line %d of %s"
                        .formatted(line.getMethodName(), line.getLineNumber(), line.getFileName());
            }
        }
        return "what your method returns, for the check stumbled over it";
    }
}
