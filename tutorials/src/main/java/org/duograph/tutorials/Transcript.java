package org.duograph.tutorials;

/**
 * What lessons print beside their results: the headings of steps and the empty lines between parts,
 * at which a recorded transcript is cut into the pieces that the pages show, and expected errors.
 */
public final class Transcript {
    private Transcript() {}

    /** Prints the heading of a step. */
    public static void step(String title) {
        System.out.println("\n== " + title);
    }

    // tag::part[]
    /** Prints the empty line between two parts of a step. */
    public static void part() {
        System.out.println();
    }

    // end::part[]

    // tag::fails[]
    /**
     * Does what is expected to fail, and prints what the error says.
     *
     * @param says what must stand in it, for the lesson goes on to talk about that
     */
    public static void fails(String says, Runnable mistake) {
        try {
            mistake.run();
        } catch (RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.contains(says)) {
                throw new IllegalStateException(
                        "The lesson expects an error with \"%s\", but it is: %s"
                                .formatted(says, message),
                        e);
            }
            System.out.println("Error: " + message);
            return;
        }
        throw new IllegalStateException("This was expected to fail, but it did not");
    }
    // end::fails[]
}
