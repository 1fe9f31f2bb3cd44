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

    /** Prints the empty line between two parts of a step. */
    public static void part() {
        System.out.println();
    }

    /** Does what is expected to fail, and prints what the error says. */
    public static void fails(Runnable mistake) {
        try {
            mistake.run();
        } catch (RuntimeException e) {
            System.out.println("Error: " + e.getMessage());
            return;
        }
        throw new IllegalStateException("This was expected to fail, but it did not");
    }
}
