package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A state over another: what it sees, and where what it writes comes to live. */
class ScopeTest {
    private static final NDArray ONE = NDArray.vector(1, 1);
    private static final NDArray TWO = NDArray.vector(2, 2);

    private final Placement placement = Placement.of(new JavaBackend());
    private final State parent = new State();
    private final State child = new State(parent);

    @AfterEach
    void close() {
        child.close();
        parent.close();
        placement.close();
    }

    @Test
    void aStateHasItsParentsVariables() {
        parent.feed("w", ONE);
        child.feed("x", TWO);
        assertThat(child.names()).containsExactly("w", "x");
        assertThat(child.fetch("w")).isEqualTo(ONE);
        assertThat(child.type("w")).isEqualTo(ONE.type());
        assertThat(parent.has("x")).isFalse();
    }

    @Test
    void whatIsWrittenStaysWhereTheNameLives() {
        parent.feed("w", ONE);
        child.feed("w", TWO);
        assertThat(parent.fetch("w")).isEqualTo(TWO);
        child.remove("w");
        assertThat(parent.has("w")).isFalse();
    }

    @Test
    void aFrozenVariableIsHiddenByTheOneThatIsWritten() {
        parent.feed("w", ONE);
        parent.freeze();
        child.feed("w", TWO);
        assertThat(child.fetch("w")).isEqualTo(TWO);
        assertThat(parent.fetch("w")).isEqualTo(ONE);
        child.remove("w");
        child.remove("w");
        assertThat(child.fetch("w")).isEqualTo(ONE);
    }

    @Test
    void aFrozenStateCannotBeWritten() {
        parent.feed("w", ONE);
        parent.freeze();
        assertThatThrownBy(() -> parent.feed("w", TWO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("\"w\"")
                .hasMessageContaining("new State(frozen)");
        assertThatThrownBy(() -> parent.remove("w")).hasMessageContaining("frozen");
        try (Plan plan = prepare(parent)) {
            assertThatThrownBy(() -> plan.run(0)).hasMessageContaining("\"y\"");
        }
    }

    @Test
    void aStateIsFrozenAfterItsParent() {
        assertThatThrownBy(child::freeze).hasMessageContaining("parent may change");
        parent.freeze();
        child.freeze();
        assertThat(child.isFrozen()).isTrue();
    }

    /** {@code y = w + w}. */
    private static Graph doubled() {
        Graph graph = new Graph("doubled");
        Value w = graph.variable("w", ONE.type());
        graph.assign("y", graph.append("y", OpCatalog.get("Add"), Map.of(), w, w).output(0));
        return graph;
    }

    private Plan prepare(State state) {
        return Plan.prepare(doubled(), placement, state, new Plan.Options(0, true));
    }

    @Test
    void aPlanReadsAFrozenVariableWhereItStandsAndWritesIntoItsOwnState() {
        parent.feed("w", ONE);
        parent.freeze();
        try (Plan first = prepare(child);
                State other = new State(parent);
                Plan second = prepare(other)) {
            long bytes = parent.bytes();
            first.run(0);
            second.run(0);
            assertThat(child.fetch("y")).isEqualTo(TWO);
            assertThat(other.fetch("y")).isEqualTo(TWO);
            assertThat(parent.names()).containsExactly("w");
            assertThat(parent.bytes()).isEqualTo(bytes);
            assertThat(child.bytes()).as("y alone").isEqualTo(bytes);
        }
        assertThat(parent.fetch("w")).isEqualTo(ONE);
    }

    @Test
    void aPlanDoesNotFitWhereAnotherVariableHidesTheFrozenOne() {
        parent.feed("w", ONE);
        parent.freeze();
        try (Plan plan = prepare(child)) {
            assertThat(plan.fits()).isTrue();
            plan.run(0);
            child.feed("w", TWO);
            assertThat(plan.fits()).isFalse();
            assertThatThrownBy(() -> plan.run(1)).hasMessageContaining("make a new plan");
            assertThat(parent.fetch("w")).as("not written over").isEqualTo(ONE);
            child.remove("w");
            plan.run(2);
            assertThat(child.fetch("y")).isEqualTo(TWO);
        }
    }

    @Test
    void aPlanFromBeforeFreezingIsMadeAnew() {
        parent.feed("w", ONE);
        try (Plan before = prepare(child)) {
            before.run(0);
            parent.freeze();
            assertThat(before.fits()).isFalse();
            try (Plan after = prepare(child)) {
                long bytes = parent.bytes();
                after.run(1);
                assertThat(parent.bytes()).isEqualTo(bytes);
            }
        }
        assertThat(parent.fetch("w")).isEqualTo(ONE);
    }

    /** {@code w = w + w}. */
    private static Graph update() {
        Graph graph = new Graph("update");
        Value w = graph.variable("w", ONE.type());
        graph.assign("w", graph.append("w2", OpCatalog.get("Add"), Map.of(), w, w).output(0));
        return graph;
    }

    @Test
    void aPlanFromBeforeFreezingWritesNothingThatIsFrozenNow() {
        parent.feed("w", ONE);
        parent.feed("y", ONE);
        try (Plan update = Plan.prepare(update(), placement, child, new Plan.Options(0, true));
                Plan assign = prepare(child)) {
            update.run(0);
            assign.run(0);
            parent.freeze();
            assertThatWritesAreRefused(update, "w");
            assertThatWritesAreRefused(assign, "y");
            child.feed("w", ONE); // what hides the frozen one must not be taken to its place either
            assertThatWritesAreRefused(update, "w");
            assertThat(parent.fetch("w")).isEqualTo(TWO);
            assertThat(parent.fetch("y")).isEqualTo(NDArray.vector(4, 4));
            try (Plan after = Plan.prepare(update(), placement, child, Plan.Options.DEFAULT)) {
                after.run(1);
            }
            assertThat(child.fetch("w")).isEqualTo(TWO);
        }
    }

    private static void assertThatWritesAreRefused(Plan plan, String variable) {
        assertThat(plan.fits()).isFalse();
        assertThatThrownBy(() -> plan.run(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("when \"" + variable + "\" was not frozen")
                .hasMessageContaining("make a new plan");
    }

    @Test
    void whatHidesAFrozenVariableIsNotTakenToItsPlace() {
        parent.feed("w", ONE);
        try (Plan before = prepare(child)) {
            before.run(0);
            parent.freeze();
            child.feed("w", TWO);
            assertThat(before.fits()).isFalse();
            assertThatThrownBy(() -> before.run(1)).hasMessageContaining("make a new plan");
        }
        assertThat(parent.fetch("w")).isEqualTo(ONE);
    }

    @Test
    void aPlanThatAssignsAFrozenVariableChangesACopyOfItsOwn() {
        parent.feed("w", ONE);
        parent.freeze();
        try (Plan plan = Plan.prepare(update(), placement, child, new Plan.Options(0, true))) {
            plan.run(0);
            plan.run(1);
        }
        assertThat(child.fetch("w")).isEqualTo(NDArray.vector(4, 4));
        assertThat(parent.fetch("w")).isEqualTo(ONE);
    }

    @Test
    void typesAreThoseOfTheNearestVariable() {
        parent.feed("w", ONE);
        parent.freeze();
        child.feed("w", NDArray.vector(1, 2, 3));
        assertThat(child.type("w")).isEqualTo(ArrayType.float32(3));
        try (Plan plan = prepare(new State(parent))) {
            assertThat(plan.fits()).isTrue();
        }
    }
}
