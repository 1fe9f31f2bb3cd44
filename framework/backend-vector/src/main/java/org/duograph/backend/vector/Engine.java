package org.duograph.backend.vector;

import java.util.Optional;

/**
 * What the loops of this process run on: the Vector API, or plain float loops where it is missing
 * or slow. Found out once, by running the innermost loop until the compiler is done with it, on a
 * thread of its own that starts when the first backend is opened; whoever needs the answer waits.
 *
 * <p>Vectors are fast only where C2 compiles: interpreted, or with C1 alone, or on a Java machine
 * that does not know them, each one is an object, and a thousand times slower. So not the name of
 * the machine is asked but the time that a product takes.
 */
final class Engine {
    /** The system property that decides instead: {@code on} or {@code off}. */
    static final String PROPERTY = "duograph.vector.api";

    static final String MODULE = "jdk.incubator.vector";

    private final String whyPlain; // empty: vectors
    private final int lanes;
    private final int rows;

    /** Found out when it is first asked, by whoever asks; others wait. */
    private static final class Known {
        static final Engine ENGINE = find();
    }

    private Engine(String whyPlain, int lanes, int rows) {
        this.whyPlain = whyPlain;
        this.lanes = lanes;
        this.rows = rows;
    }

    /** Begins to find out, on another thread. */
    static void begin() {
        Thread thread = new Thread(Engine::hasVectors, "duograph-vector-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether vectors are used. */
    static boolean hasVectors() {
        return Known.ENGINE.whyPlain.isEmpty();
    }

    /** Why they are not, and what can be done, or empty if they are. */
    static Optional<String> whyPlain() {
        return Optional.of(Known.ENGINE.whyPlain).filter(text -> !text.isEmpty());
    }

    /** How many floats a vector has. */
    static int lanes() {
        return Known.ENGINE.lanes;
    }

    /** How many rows of a product stand in registers. */
    static int rows() {
        return Known.ENGINE.rows;
    }

    /** Whether the module that holds the Vector API has been resolved. */
    static boolean hasModule() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    private static Engine find() {
        String wish = System.getProperty(PROPERTY, "");
        if (wish.equals("off")) {
            return plain("-D%s=off says so".formatted(PROPERTY));
        }
        if (!hasModule()) {
            return plain(
                    "the Vector API is not there: start Java with --add-modules %s, on the command"
                                    .formatted(MODULE)
                            + " line or in the environment variable JDK_JAVA_OPTIONS");
        }
        WarmUp.Found found;
        try {
            found = WarmUp.run();
        } catch (LinkageError | UnsupportedOperationException e) { // an API that has changed
            return plain(
                    "this Java's Vector API is not the one that is meant here (%s)".formatted(e));
        }
        if (!found.isFast() && !wish.equals("on")) {
            return plain(
                    "vectors are slow here (%.2f of the speed of plain loops): this Java has no C2,"
                                    .formatted(found.ratio())
                            + " or an option such as -XX:TieredStopAtLevel=1 has turned it off");
        }
        return new Engine("", found.lanes(), found.rows());
    }

    private static Engine plain(String why) {
        return new Engine(why, PlainProducts.WIDTH / 2, 1);
    }
}
