package org.duograph.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duograph.backend.Backend;
import org.duograph.backend.Layout;
import org.duograph.contract.ElementTypeCases;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every backend promises. A test class that implements this inherits the tests; it says how to
 * open the backend. No test may leave anything behind that the backend counts.
 */
public interface BackendContract {
    /** Opens the backend; the tests close it. */
    Backend open();

    /** The operators to test; all of the catalogue if a test class does not say otherwise. */
    default Collection<OpDef> operators() {
        return OpCatalog.all();
    }

    /**
     * Each operator, its inputs plain and its outputs poisoned, run twice; and where a kernel has
     * inputs in another layout if they never change, as such.
     */
    @TestFactory
    default Stream<DynamicTest> operatorsAgreeWithTheReference() {
        return tests(
                (backend, c) -> true,
                (backend, c) -> {
                    List<Layout> plain = plain(backend, c);
                    for (Arrangement.Outputs outputs : Arrangement.Outputs.of(c.node())) {
                        compare(backend, c, new Arrangement(plain, outputs));
                    }
                    Arrangement usual = new Arrangement(plain, Arrangement.Outputs.ALL);
                    Arrangement frozen = usual.withFrozenInputs();
                    if (!wanted(backend, c, frozen).equals(wanted(backend, c, usual))) {
                        compare(backend, c, frozen);
                    }
                });
    }

    /** Outputs written over inputs where the backend's own blueprint allows it. */
    @TestFactory
    default Stream<DynamicTest> operatorsMayRunInPlaceWhereTheySaySo() {
        return tests(
                (backend, c) -> !inPlace(backend, c).isEmpty(),
                (backend, c) -> inPlace(backend, c).forEach(s -> compare(backend, c, s)));
    }

    /** Inputs brought in the layouts in which this backend's convolutions leave them. */
    @TestFactory
    default Stream<DynamicTest> operatorsReadAnyLayout() {
        return tests(
                (backend, c) ->
                        c.sample().inputs().stream().anyMatch(i -> i.type().shape().rank() == 4),
                (backend, c) -> {
                    for (List<Layout> given : layouts(backend, c)) {
                        compare(backend, c, new Arrangement(given, Arrangement.Outputs.ALL));
                    }
                });
    }

    /** NaN, infinities, denormal numbers and zeros in each input, in any layout. */
    @TestFactory
    default Stream<DynamicTest> operatorsAgreeBeyondOrdinaryNumbers() {
        return tests(
                (backend, c) -> true,
                (backend, c) -> {
                    for (Case special : c.withSpecials()) {
                        for (List<Layout> given : layouts(backend, special)) {
                            compare(
                                    backend,
                                    special,
                                    new Arrangement(given, Arrangement.Outputs.ALL));
                        }
                    }
                });
    }

    /** Whole numbers that no double holds keep all their bits. */
    @TestFactory
    default Stream<DynamicTest> wholeNumbersKeepTheirBits() {
        return tests(
                (backend, c) -> c.withWholes().filter(w -> supports(backend, w)).isPresent(),
                (backend, c) -> {
                    Case wholes = c.withWholes().orElseThrow();
                    List<Layout> plain = plain(backend, wholes);
                    compare(backend, wholes, new Arrangement(plain, Arrangement.Outputs.ALL));
                });
    }

    /**
     * Every element type that an operator declares, in a plan that prefers this backend: here or,
     * where it has no kernel, elsewhere.
     */
    @TestFactory
    default Stream<DynamicTest> allDeclaredElementTypesAgreeWithTheReference() {
        return operators().stream()
                .filter(op -> !op.isRandom())
                .map(op -> counted(op.type(), backend -> runTypes(backend, op)));
    }

    private static void runTypes(Backend backend, OpDef op) {
        for (Sample sample : op.samples()) {
            for (Sample types : ElementTypeCases.of(op, sample)) {
                Case c = new Case(op, types);
                if (c.isComputable()) {
                    TypesRun.compare(backend, c);
                }
            }
        }
    }

    /** A whole gradient, compiled and planned, agrees with the reference backend's. */
    @TestFactory
    default Stream<DynamicTest> gradientsAgreeWithTheReference() {
        return tests(
                (backend, c) -> c.op().gradient() != null && !c.op().isRandom(),
                (backend, c) -> GradientRun.compare(backend, c));
    }

    /** Loops and branches, nested ones, and their gradients, run by plans on this backend. */
    @TestFactory
    default Stream<DynamicTest> controlFlowAgreesWithTheReference() {
        return Program.all(operators()).stream()
                .map(program -> counted(program.name(), program::check));
    }

    /** What is written in a layout is read back. */
    @TestFactory
    default Stream<DynamicTest> arraysComeBackAsTheyWent() {
        return Stream.of(DType.values())
                .map(
                        dtype ->
                                counted(
                                        dtype.toString(),
                                        backend -> {
                                            assumeTrue(
                                                    backend.holds(dtype),
                                                    backend.name() + " holds no " + dtype);
                                            ArraysRoundTrip.check(backend, dtype);
                                        }));
    }

    /** Many threads train on one backend, and get the bits that each gets alone. */
    @Test
    default void trainingsSideBySideGiveTheBitsOfOneAtATime() {
        counted(SideBySide::checkTraining);
    }

    /** Many threads compute on one backend with the same weights in the same memory. */
    @Test
    default void plansSideBySideShareTheirWeights() {
        counted(SideBySide::checkSharedWeights);
    }

    private DynamicTest counted(String name, Consumer<Backend> test) {
        return dynamicTest(name, () -> counted(test));
    }

    /** Runs a test on an open backend; fails if it leaves native things or memory behind. */
    private void counted(Consumer<Backend> test) {
        Backend meter = open();
        meter.close();
        long handles = meter.liveHandles();
        long bytes = meter.liveBytes();
        try (Backend backend = open()) {
            test.accept(backend);
        }
        assertThat(meter.liveHandles()).as("native things left over").isEqualTo(handles);
        assertThat(meter.liveBytes()).as("bytes left over").isEqualTo(bytes);
    }

    private Stream<DynamicTest> tests(
            BiPredicate<Backend, Case> wanted, BiConsumer<Backend, Case> body) {
        List<DynamicTest> tests = new ArrayList<>();
        try (Backend backend = open()) {
            for (Case c : Cases.all(operators())) {
                if (supports(backend, c) && wanted.test(backend, c)) {
                    tests.add(counted(c.toString(), opened -> body.accept(opened, c)));
                }
            }
        }
        return tests.stream();
    }

    private static boolean supports(Backend backend, Case c) {
        return backend.canRun(c.node());
    }

    /** All arrangements in which the backend says that outputs may be written over inputs. */
    private static List<Arrangement> inPlace(Backend backend, Case c) {
        List<Arrangement> all = new ArrayList<>();
        for (List<Layout> given : layouts(backend, c)) {
            for (Arrangement.Outputs outputs : Arrangement.Outputs.of(c.node())) {
                try (NodeRun run = new NodeRun(backend, c, new Arrangement(given, outputs))) {
                    all.addAll(run.inPlace());
                }
            }
        }
        return all;
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
            int last = inputs.size() - 1;
            for (int i = 0; i <= last; i += Math.max(1, last)) {
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

    /** The layouts in which the kernel wants its inputs. */
    private static List<Layout> wanted(Backend backend, Case c, Arrangement arrangement) {
        try (NodeRun run = new NodeRun(backend, c, arrangement)) {
            return run.inputLayouts();
        }
    }

    private static void compare(Backend backend, Case c, Arrangement arrangement) {
        List<NDArray> expected = c.reference();
        List<NDArray> inputs = c.draw();
        Map<Integer, Integer> over = arrangement.over();
        try (NodeRun run = new NodeRun(backend, c, arrangement)) {
            List<NDArray> actual = run.run(over.isEmpty() ? 2 : 1);
            String how =
                    "%s: %s, inputs %s taken as %s, %s, outputs %s, over inputs %s"
                            .formatted(
                                    c,
                                    run.implementation(),
                                    arrangement.given(),
                                    run.inputLayouts(),
                                    arrangement.outputs(),
                                    run.outputLayouts(),
                                    over);
            for (int o = 0; o < actual.size(); o++) {
                if (actual.get(o) != null) {
                    Closeness.check(how + ": output " + o, actual.get(o), expected.get(o));
                }
            }
            for (int i = 0; i < inputs.size(); i++) {
                if (!over.containsValue(i)) {
                    NDArray now = Objects.requireNonNullElse(run.readInput(i), inputs.get(i));
                    assertThat(now)
                            .as(how + ": input " + i + " afterwards")
                            .isEqualTo(inputs.get(i));
                }
            }
        }
    }
}
