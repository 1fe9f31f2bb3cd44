package org.duograph.experiments.lab.report;

import java.util.List;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.plot.Style;

/**
 * A framework in one of the ways in which it was set up; it looks the same in every plot.
 *
 * @param framework such as {@code tensorflow}
 * @param variant such as {@code onednn}; empty for the only way
 */
record Contestant(String framework, String variant) {
    static final Contestant WORKSPACE = new Contestant("duograph", "workspace");

    static final Contestant SESSION = new Contestant("duograph", "session");

    /** The workspace face on the backend in pure Java. */
    static final Contestant VECTOR = new Contestant("duograph", "vector");

    /** On a GPU, call by call. */
    static final Contestant PYTORCH_EAGER = new Contestant("pytorch", "eager");

    /** On a GPU, compiled, with CUDA graphs. */
    static final Contestant PYTORCH_COMPILED = new Contestant("pytorch", "compiled");

    /** No framework at all; it only does argmax. */
    static final Contestant ARRAY = new Contestant("array", "");

    /** In the order of the tables; what is not listed comes last. */
    private static final List<Contestant> KNOWN =
            List.of(
                    WORKSPACE,
                    new Contestant("tensorflow", "onednn"),
                    new Contestant("pytorch", "nchw"),
                    new Contestant("pytorch", "channels-last"),
                    new Contestant("tensorflow", "plain"),
                    SESSION,
                    PYTORCH_EAGER,
                    PYTORCH_COMPILED,
                    VECTOR);

    private static final int UNKNOWN = KNOWN.size();

    static Contestant of(Request request) {
        return new Contestant(request.framework(), request.variant());
    }

    boolean isOurs() {
        return framework.equals("duograph");
    }

    boolean isFramework() {
        return !equals(ARRAY);
    }

    boolean isPeer() {
        return isFramework() && !isOurs();
    }

    boolean isTensorFlow() {
        return framework.equals("tensorflow");
    }

    /** Ours first, then TensorFlow, then PyTorch. */
    int order() {
        int known = KNOWN.indexOf(this);
        int frameworks = isOurs() ? 0 : isTensorFlow() ? 1 : isFramework() ? 2 : 3;
        return 10 * frameworks + (known < 0 ? UNKNOWN : known);
    }

    Style style() {
        int known = KNOWN.indexOf(this);
        return Style.of(known < 0 ? UNKNOWN : known);
    }

    /** How readers call it. */
    String label() {
        String name =
                switch (framework) {
                    case "duograph" -> "Duograph";
                    case "tensorflow" -> "TensorFlow";
                    case "pytorch" -> "PyTorch";
                    case "array" -> "Java array, a loop";
                    default -> framework;
                };
        String way =
                switch (variant) {
                    case "onednn" -> "oneDNN";
                    case "nchw" -> "NCHW";
                    case "plain" -> "without oneDNN";
                    case "vector" -> "pure Java";
                    default -> variant;
                };
        return way.isEmpty() ? name : name + ", " + way;
    }
}
