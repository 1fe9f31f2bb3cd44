package org.duograph.survey.results;

import java.util.OptionalDouble;
import org.duograph.survey.study.Study;

/**
 * What the paper reports in its section 3.3, of eight users of TensorFlow and Caffe2. A study of
 * other frameworks has nothing to compare with.
 */
final class Paper {

    static final int N = 8;
    static final double UNDER_TWENTY_MINUTES = 0.75;

    private static final String TENSORFLOW = "tensorflow";
    private static final String CAFFE2 = "caffe2";

    private Paper() {}

    static boolean compares(Study study) {
        return study.frameworks().stream().anyMatch(f -> f.code().equals(TENSORFLOW))
                && study.frameworks().stream().anyMatch(f -> f.code().equals(CAFFE2));
    }

    /** The share of users who installed a framework in less than twenty minutes. */
    static OptionalDouble underTwentyMinutes(Study study, String framework, String environment) {
        return compares(study) && framework.equals(TENSORFLOW) && environment.equals("local")
                ? OptionalDouble.of(UNDER_TWENTY_MINUTES)
                : OptionalDouble.empty();
    }

    /** The mean score of a framework's documentation. */
    static OptionalDouble documentation(Study study, String framework) {
        if (!compares(study)) {
            return OptionalDouble.empty();
        }
        return switch (framework) {
            case TENSORFLOW -> OptionalDouble.of(4.0);
            case CAFFE2 -> OptionalDouble.of(3.375);
            default -> OptionalDouble.empty();
        };
    }

    /** The share of users who prefer a framework for a kind of net, {@code cnn} or {@code rnn}. */
    static OptionalDouble preference(Study study, String net, String framework) {
        if (!compares(study) || !framework.equals(TENSORFLOW)) {
            return OptionalDouble.empty();
        }
        return switch (net) {
            case "cnn" -> OptionalDouble.of(0.75);
            case "rnn" -> OptionalDouble.of(0.875);
            default -> OptionalDouble.empty();
        };
    }
}
