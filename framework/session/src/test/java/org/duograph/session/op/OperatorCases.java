package org.duograph.session.op;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A table of cases; a class that implements this inherits the test of each. TensorFlow 1.15 gives
 * the same for all that it runs on a processor.
 */
interface OperatorCases {
    /** The cases of a family of operators. */
    List<Case> cases();

    /** Each gives what is written down. */
    @TestFactory
    default Stream<DynamicTest> everyCaseGivesWhatIsWrittenDown() {
        return cases().stream().map(c -> DynamicTest.dynamicTest(c.toString(), c::check));
    }
}
