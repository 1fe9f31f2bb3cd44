package org.duograph.experiments.tensorflow;

import org.duograph.experiments.harness.Framework;

/**
 * Opens TensorFlow: variant {@code onednn} or {@code plain}. TensorFlow reads which of the two from
 * the environment variable {@code TF_ENABLE_ONEDNN_OPTS} when its library loads, so the process
 * must be started with it: 1 for {@code onednn}, 0 for {@code plain}.
 */
public final class TensorFlowProvider implements Framework.Provider {
    private static final String SWITCH = "TF_ENABLE_ONEDNN_OPTS";

    @Override
    public String name() {
        return "tensorflow";
    }

    @Override
    public Framework open(String variant) {
        String needed =
                switch (variant) {
                    case "onednn" -> "1";
                    case "plain" -> "0";
                    default ->
                            throw new IllegalArgumentException(
                                    "TensorFlow has no variant \"%s\"; there are onednn and plain"
                                            .formatted(variant));
                };
        String found = System.getenv(SWITCH);
        if (!needed.equals(found)) {
            throw new IllegalStateException(
                    "TensorFlow's variant %s needs the environment variable %s=%s, but it is %s; set it before the process starts"
                            .formatted(variant, SWITCH, needed, found == null ? "not set" : found));
        }
        return new TensorFlowSession(variant.equals("onednn"));
    }
}
