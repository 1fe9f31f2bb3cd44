package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class CallableTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);

    private static NDArray pairs(float... numbers) {
        return NDArray.of(Shape.of(numbers.length / 2, 2), numbers);
    }

    @Test
    void aCallWritesIntoTheArraysOfTheCallBefore() {
        Tensor y = x.plus(1);
        Variable calls = g.variable("calls", 0L);
        Operation count = calls.assignAdd(1).operation();
        try (Session s = new Session(g);
                Callable f = s.callable(List.of(x), y, count, y)) {
            s.initialize();
            NDArray first = f.run(pairs(1, 2));
            assertThat(first).isEqualTo(pairs(2, 3));
            assertThat(f.run(pairs(3, 4))).isSameAs(first).isEqualTo(pairs(4, 5));
            assertThat(f.get(1)).isNull();
            assertThat(f.get(2)).isSameAs(first);
            assertThat(f.run(pairs(1, 2, 3, 4))).isEqualTo(pairs(2, 3, 4, 5));
            assertThat(first).isEqualTo(pairs(4, 5));
            assertThat(s.value(calls).item()).isEqualTo(3);
        }
    }

    @Test
    void aCallWritesIntoAnArrayOfTheCallers() {
        NDArray mine = pairs(0, 0);
        try (Session s = new Session(g);
                Callable f = s.callable(List.of(x), x.times(2)).into(0, mine)) {
            assertThat(f.run(pairs(1, 2))).isSameAs(mine).isEqualTo(pairs(2, 4));
            assertThatThrownBy(() -> f.into(0, NDArray.of(Shape.of(3), 0f, 0, 0)))
                    .hasMessageContaining("Mul:0")
                    .hasMessageContaining("float32 3");
        }
    }

    @Test
    void aCallThatIsLikeTheOneBeforeTakesNoMemory() {
        Tensor y = x.argMax(0);
        try (Session s = new Session(g);
                Callable f = s.callable(List.of(x), y)) {
            NDArray content = pairs(1, 2, 3, 0);
            NDArray[] fed = {content};
            for (int i = 0; i < 20_000; i++) {
                f.run(fed);
            }
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                f.run(fed);
            }
            long perCall = (THREADS.getCurrentThreadAllocatedBytes() - before) / 1000;
            assertThat(perCall).isLessThan(64); // to measure takes some bytes as well
            assertThat(f.get(0)).isEqualTo(NDArray.of(Shape.of(2), 1L, 0L));
        }
    }

    @Test
    void whatACallableCannotDoItSays() {
        Tensor y = x.plus(1);
        try (Session s = new Session(g)) {
            Callable f = s.callable(List.of(x), y);
            assertThatThrownBy(f::run).hasMessageContaining("is fed 1 tensors, 'x:0'; found 0");
            assertThatThrownBy(() -> f.run(NDArray.of(Shape.of(1, 3), 1f, 2, 3)))
                    .hasMessageContaining("Cannot feed value of shape (1, 3) for Tensor 'x:0'");
            assertThatThrownBy(() -> s.callable(List.of(x), List.of(y)))
                    .hasMessageContaining("fetch 0 is a list or map");
            assertThatThrownBy(() -> s.callable(List.of(), y))
                    .hasMessageContaining("You must feed a value for placeholder tensor 'x'");
            assertThatThrownBy(() -> s.callable(List.of(new Graph().constant(1)), y))
                    .hasMessageContaining("not an element of this graph");
            f.close();
            assertThatThrownBy(() -> f.run(pairs(1, 2))).hasMessageContaining("closed Callable");
        }
    }

    @Test
    void aSessionClosesItsCallables() {
        Session s = new Session(g);
        Callable f = s.callable(List.of(x), x.plus(1));
        s.close();
        assertThatThrownBy(() -> f.run(pairs(1, 2))).hasMessageContaining("closed Callable");
    }

    @Test
    void listsAndMapsOfFetchesGiveListsAndMaps() {
        Tensor sum = x.sum();
        Operation nothing = g.group("nothing");
        try (Session s = new Session(g)) {
            Object asked = Map.of("all", List.of(sum, x, nothing), "sum", "Sum");
            Fetched fetched = s.feed(x, pairs(1, 2)).run(asked, List.of(), sum);
            NDArray three = NDArray.of(Shape.SCALAR, 3f);
            assertThat(fetched.structure(0))
                    .isEqualTo(
                            Map.of("all", Arrays.asList(three, pairs(1, 2), null), "sum", three));
            assertThat(fetched.structure(1)).isEqualTo(List.of());
            assertThat(fetched.get(2)).isEqualTo(three);
            assertThat(fetched.get(x)).isEqualTo(pairs(1, 2));
            assertThatThrownBy(() -> fetched.get(0)).hasMessageContaining("structure(0)");
            assertThatThrownBy(() -> s.run(List.of(3)))
                    .hasMessageContaining("Fetch argument 3 cannot be interpreted as a Tensor");
        }
    }

    @Test
    void whatIsFedIsWhatIsFetchedAndATensorIsComputedOnce() {
        Variable w = g.variable("w", 1f);
        Tensor more = w.assignAdd(1);
        try (Session s = new Session(g)) {
            s.initialize();
            Fetched fetched = s.feed(w.read(), 5f).run(w.read(), List.of(more, more), w);
            assertThat(fetched.toFloat(0)).isEqualTo(5);
            assertThat(fetched.toFloat(2)).isEqualTo(5);
            NDArray two = NDArray.of(Shape.SCALAR, 2f);
            assertThat(fetched.structure(1)).isEqualTo(List.of(two, two));
            assertThat(s.value(w).item()).isEqualTo(2);
        }
    }
}
