package org.duograph.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.duograph.backend.Backend;
import org.duograph.backend.contract.Closeness;
import org.duograph.compile.Compiler;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Operand;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.NDArray;

/**
 * Checks of one operator at attributes and inputs of your own, beside those that it inherits from
 * {@link OperatorContract}:
 *
 * <pre>{@code
 * OperatorCheck.of(Mish.OP, Map.of(), NDArray.vector(-2, 0, 3))
 *         .gives(NDArray.vector(-0.2525f, 0, 2.9865f))
 *         .hasGradients()
 *         .runsOn(backend);
 * }</pre>
 *
 * <p>Each check may be asked alone, and fails with an {@link AssertionError}.
 */
public final class OperatorCheck {
    private final OpDef op;
    private final Map<String, ?> attrs;
    private final List<NDArray> inputs;

    private OperatorCheck(OpDef op, Map<String, ?> attrs, List<NDArray> inputs) {
        this.op = op;
        this.attrs = Map.copyOf(attrs);
        this.inputs = inputs;
    }

    /** An operator with attributes and all of its inputs, of any shapes. */
    public static OperatorCheck of(OpDef op, Map<String, ?> attrs, NDArray... inputs) {
        return new OperatorCheck(op, attrs, List.of(inputs));
    }

    /** An operator with attributes and inputs that are drawn: the same ones for the same seed. */
    public static OperatorCheck of(OpDef op, Sample sample, long seed) {
        return new OperatorCheck(op, sample.attrs(), sample.draw(seed));
    }

    /** Its reference kernel gives these outputs, up to rounding. */
    public OperatorCheck gives(NDArray... outputs) {
        return gives(in -> List.of(outputs));
    }

    /**
     * Its reference kernel gives what {@code formula} does, up to rounding.
     *
     * @param formula computes all outputs from the inputs in another way
     */
    public OperatorCheck gives(Function<List<NDArray>, List<NDArray>> formula) {
        List<NDArray> expected = formula.apply(inputs);
        List<NDArray> actual = ReferenceCall.run(op, attrs, inputs);
        assertThat(actual).as("%s: outputs", this).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Closeness.check(this + ": output " + i, actual.get(i), expected.get(i));
        }
        return this;
    }

    /**
     * Its gradient rule agrees with central differences, in double precision to 10<sup>-6</sup>.
     * Stay away from places where the operator has a kink or a jump.
     */
    public OperatorCheck hasGradients() {
        boolean has = op.gradient() != null && op.gradient() != GradientRule.STOP;
        assertThat(has).as("%s has a gradient rule", op).isTrue();
        GradientCheck.run(op, attrs, inputs);
        return this;
    }

    /**
     * A plan on a backend gives what the reference kernel does, up to rounding.
     *
     * @param backend stays open
     */
    public OperatorCheck runsOn(Backend backend) {
        Graph graph = new Graph("check of " + op.type());
        List<Value> values = new ArrayList<>();
        for (NDArray input : inputs) {
            values.add(graph.variable("in" + values.size(), input.type()));
        }
        Node node = graph.append(op.type(), op, attrs, values.toArray(Value[]::new));
        node.outputs().forEach(y -> graph.assign("out" + y.index(), y));
        List<NDArray> expected = ReferenceCall.run(op, attrs, inputs);
        // Not closed: it would close the backend.
        Placement placement = Placement.of(backend);
        try (State state = new State()) {
            for (int i = 0; i < inputs.size(); i++) {
                state.feed("in" + i, inputs.get(i));
            }
            Graph compiled = Compiler.compile(graph, placement.target());
            try (Plan plan = Plan.prepare(compiled, placement, state, new Plan.Options(0, true))) {
                plan.run(0);
                for (int i = 0; i < expected.size(); i++) {
                    if (op.output(i).kind() != Operand.Kind.SAVED) {
                        NDArray actual = state.fetch("out" + i);
                        String what = "%s on %s: output %d".formatted(this, backend.name(), i);
                        Closeness.check(what, actual, expected.get(i));
                    }
                }
            }
        }
        return this;
    }

    /**
     * It refuses these attributes or inputs.
     *
     * @param words what the message must contain, so that it helps
     */
    public OperatorCheck isRefused(String... words) {
        assertThatThrownBy(() -> ReferenceCall.run(op, attrs, inputs))
                .as("%s is refused", this)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words);
        return this;
    }

    /** For example {@code Conv {kernel=3} [float32 2x3x6x5, float32 4x3x3x3]}. */
    @Override
    public String toString() {
        return op.type() + " " + attrs + " " + inputs.stream().map(NDArray::type).toList();
    }
}
