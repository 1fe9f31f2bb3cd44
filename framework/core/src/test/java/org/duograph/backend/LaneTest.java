package org.duograph.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final Lane lane = Lane.ofCaller();
    private final List<String> ran = new ArrayList<>();

    @Test
    void joinedKernelsRunInOrder() {
        Kernel joined = lane.join(List.of(kernel("a"), kernel("b"), kernel("c")));
        joined.run();
        joined.run();
        assertThat(ran).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void joinedKernelsSayWhichOfThemFailedAndWhy() {
        Kernel broken =
                () -> {
                    throw new IllegalStateException("broken on purpose");
                };
        Kernel joined = lane.join(List.of(kernel("a"), broken, kernel("c")));
        assertThatThrownBy(joined::run)
                .hasMessage("broken on purpose")
                .isInstanceOfSatisfying(
                        KernelFailure.class, e -> assertThat(e.kernel()).isEqualTo(1));
        assertThat(ran).containsExactly("a");
    }

    @Test
    void timingRunsEachOnceAndWaitsForEach() {
        Lane waiting =
                new Lane() {
                    @Override
                    public void finish() {
                        ran.add("wait");
                    }

                    @Override
                    public void close() {}
                };
        assertThat(waiting.time(List.of(kernel("a"), kernel("b")))).hasSize(2);
        assertThat(ran).containsExactly("wait", "a", "wait", "b", "wait");
    }

    private Kernel kernel(String name) {
        return () -> ran.add(name);
    }
}
