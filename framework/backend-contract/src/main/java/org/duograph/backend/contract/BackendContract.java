package org.duograph.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.duograph.backend.Backend;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.Layout;
import org.duograph.graph.Sample;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every backend promises. A test class that implements this inherits the tests; it says how to
 * open the backend, and how to count what is not yet freed.
 */
public interface BackendContract {
    /** Opens the backend; the tests close it. */
    Backend open();

    /** Native things in use: must be the same before a backend is opened and after it is closed. */
    default long liveResources() {
        return 0;
    }

    /** Each operator, its inputs plain and its outputs poisoned, run twice. */
    @TestFactory
    default Stream<DynamicTest> operatorsAgreeWithTheReference() {
        return tests(
                c -> true,
                (backend, c) -> {
                    List<Layout> plain = plain(backend, c);
                    compare(backend, c, plain, NodeRun.Outputs.ALL);
                    compare(backend, c, plain, NodeRun.Outputs.NOT_SAVED);
                });
    }

    /** Outputs written over inputs where operator and blueprint allow it. */
    @TestFactory
    default Stream<DynamicTest> operatorsMayRunInPlaceWhereTheySaySo() {
        return tests(
                BackendContract::hasInPlace,
                (backend, c) -> {
                    for (List<Layout> given : layouts(backend, c)) {
                        compare(backend, c, given, NodeRun.Outputs.IN_PLACE);
                    }
                });
    }

    /** Inputs brought in the layouts in which this backend's convolutions leave them. */
    @TestFactory
    default Stream<DynamicTest> operatorsReadAnyLayout() {
        return tests(
                c -> c.sample().inputs().stream().anyMatch(i -> i.type().shape().rank() == 4),
                (backend, c) -> {
                    for (List<Layout> given : layouts(backend, c)) {
                        compare(backend, c, given, NodeRun.Outputs.ALL);
                    }
                });
    }

    /** A whole gradient, compiled and planned, agrees with the reference backend's. */
    @TestFactory
    default Stream<DynamicTest> gradientsAgreeWithTheReference() {
        return tests(
                c -> c.op().gradient() != null && !c.op().isRandom(),
                (backend, c) -> GradientRun.compare(backend, c));
    }

    /** What is written in a layout is read back. */
    @TestFactory
    default Stream<DynamicTest> arraysComeBackAsTheyWent() {
        return Stream.of(org.duograph.tensor.DType.values())
                .map(
                        dtype ->
                                dynamicTest(
                                        dtype.toString(),
                                        () -> {
                                            try (Backend backend = open()) {
                                                ArraysRoundTrip.check(backend, dtype);
                                            }
                                        }));
    }

    private Stream<DynamicTest> tests(Predicate<Case> wanted, Body body) {
        List<DynamicTest> tests = new ArrayList<>();
        try (Backend backend = open()) {
            for (Case c : Cases.all()) {
                if (wanted.test(c) && supports(backend, c)) {
                    tests.add(dynamicTest(c.toString(), () -> runAndCount(c, body)));
                }
            }
        }
        return tests.stream();
    }

    /** One test on an open backend. */
    interface Body {
        /** Runs it. */
        void run(Backend backend, Case c);
    }

    private void runAndCount(Case c, Body body) {
        long before = liveResources();
        try (Backend backend = open()) {
            body.run(backend, c);
        }
        assertThat(liveResources()).as("native things left over").isEqualTo(before);
    }

    private static boolean supports(Backend backend, Case c) {
        KernelFactory factory = backend.factory(c.op());
        return factory != null && factory.supports(c.node());
    }

    private static boolean hasInPlace(Case c) {
        int inputs = c.sample().inputs().size();
        for (int i = 0; i < inputs; i++) {
            if (c.op().mayOverwrite(0, i) || c.op().mayOverwrite(1, i)) {
                return true;
            }
        }
        return false;
    }

    private static List<Layout> plain(Backend backend, Case c) {
        return c.sample().inputs().stream().map(i -> backend.plain(i.type())).toList();
    }

    /** All inputs plain, all blocked in each way, and only the first or the last one blocked. */
    private static List<List<Layout>> layouts(Backend backend, Case c) {
        List<List<Layout>> all = new ArrayList<>();
        List<Layout> plain = plain(backend, c);
        all.add(plain);
        List<Sample.Input> inputs = c.sample().inputs();
        for (int way = 0; way < 2; way++) {
            List<Layout> blocked = new ArrayList<>();
            for (Sample.Input input : inputs) {
                blocked.add(blocked(backend, input.type(), way));
            }
            all.add(blocked);
            for (int i : new int[] {0, inputs.size() - 1}) {
                List<Layout> mixed = new ArrayList<>(plain);
                mixed.set(i, blocked.get(i));
                all.add(mixed);
            }
        }
        return all.stream().distinct().toList();
    }

    private static Layout blocked(Backend backend, ArrayType type, int way) {
        List<Layout> layouts = BlockedLayouts.of(backend, type);
        return way < layouts.size() ? layouts.get(way) : backend.plain(type);
    }

    private static void compare(
            Backend backend, Case c, List<Layout> given, NodeRun.Outputs outputs) {
        List<NDArray> expected = c.reference();
        List<NDArray> inputs = c.draw();
        try (NodeRun run = new NodeRun(backend, c, given, outputs)) {
            boolean inPlace = outputs == NodeRun.Outputs.IN_PLACE;
            List<NDArray> actual = inPlace ? run.runInPlace() : run.run(2);
            String how =
                    "%s, inputs %s taken as %s, %s, outputs %s"
                            .formatted(
                                    run.implementation(),
                                    given,
                                    run.inputLayouts(),
                                    outputs,
                                    run.outputLayouts());
            for (int o = 0; o < actual.size(); o++) {
                if (actual.get(o) != null) {
                    Closeness.check(how + ": output " + o, actual.get(o), expected.get(o));
                }
            }
            for (int i = 0; i < inputs.size() && !inPlace; i++) {
                NDArray now = Objects.requireNonNullElse(run.readInput(i), inputs.get(i));
                assertThat(now).as(how + ": input " + i + " afterwards").isEqualTo(inputs.get(i));
            }
        }
    }
}
