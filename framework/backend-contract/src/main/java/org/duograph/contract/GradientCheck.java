package org.duograph.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.compile.Gradients;
import org.duograph.graph.Attrs;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Compares an operator's gradient rule with central differences, in double precision.
 *
 * <p>The loss is a fixed random weighting of all outputs that carry a gradient; so every element of
 * every output gradient differs, and a mistake in any of them shows.
 */
public final class GradientCheck implements GradientRule.Site {
    private final Graph graph = new Graph("gradient check");
    private final Map<String, NDArray> variables = new LinkedHashMap<>();
    private final List<Value> inputs = new ArrayList<>();
    private final Map<Integer, Value> outputGradients = new LinkedHashMap<>();
    private final Map<Integer, Value> inputGradients = new LinkedHashMap<>();
    private final Set<Integer> stopped = new LinkedHashSet<>();
    private final Node node;

    private GradientCheck(OpDef op, Map<String, ?> attrs, List<NDArray> content) {
        for (NDArray array : content) {
            DType dtype = InDouble.type(array.type()).dtype();
            inputs.add(variable("input" + inputs.size(), array.cast(dtype)));
        }
        node = graph.append("op", op, InDouble.attrs(attrs), inputs.toArray(Value[]::new));
        for (Value output : node.outputs()) {
            if (op.output(output.index()).carriesGradient() && output.type().dtype().isFloating()) {
                Sample.Input weights = Sample.real(output.shape(), 0.5, 1.5);
                NDArray drawn = weights.with(DType.FLOAT64).draw(7, output.index());
                Value dY = variable("dY" + output.index(), drawn);
                outputGradients.put(output.index(), dY);
            }
        }
        op.gradient().build(this);
    }

    /**
     * Fails unless every gradient that the operator's rule gives agrees with central differences,
     * and those are 0 for every other input at which the rule does not say that it stops.
     *
     * @param sample the attributes, and the inputs to draw; float32 ones are drawn as float64
     * @throws AssertionError that names the input and the element that differ
     */
    public static void run(OpDef op, Sample sample) {
        List<NDArray> drawn = new ArrayList<>();
        for (Sample.Input input : sample.inputs()) {
            DType dtype = InDouble.type(input.type()).dtype();
            drawn.add(input.with(dtype).draw(42, drawn.size()));
        }
        run(op, sample.attrs(), drawn);
    }

    /** The same at inputs of your own; float32 ones become float64. */
    static void run(OpDef op, Map<String, ?> attrs, List<NDArray> inputs) {
        GradientCheck check = new GradientCheck(op, attrs, inputs);
        assertThat(check.inputGradients).as("gradients given by the rule").isNotEmpty();
        Map<Value, NDArray> numbers = Interpreter.run(check.graph, check.variables);
        check.inputGradients.forEach((i, gradient) -> check.compare(i, numbers.get(gradient)));
        for (int i = 0; i < check.inputs.size(); i++) {
            NDArray x = check.variables.get("input" + i);
            boolean given = check.inputGradients.containsKey(i);
            if (x.dtype().isFloating() && !given && !check.stopped.contains(i)) {
                check.compare(i, NDArray.zeros(x.type()));
            }
        }
    }

    private void compare(int input, NDArray actual) {
        String slope = "%s: d loss / d input%d".formatted(node, input);
        CentralDifferences.check(slope, variables.get("input" + input), actual, this::loss);
    }

    private double loss() {
        Map<Value, NDArray> numbers = Interpreter.run(forwardOnly(), variables);
        double sum = 0;
        for (Map.Entry<Value, NDArray> entry : numbers.entrySet()) {
            Value v = entry.getKey();
            NDArray weights = variables.get("dY" + v.index());
            if (v.node().name().equals("op") && outputGradients.containsKey(v.index())) {
                for (int i = 0; i < weights.size(); i++) {
                    sum += weights.get(i) * entry.getValue().get(i);
                }
            }
        }
        return sum;
    }

    private Graph forwardOnly() {
        Graph forward = new Graph("forward");
        Value[] in = new Value[inputs.size()];
        for (int i = 0; i < in.length; i++) {
            in[i] = forward.variable("input" + i, inputs.get(i).type());
        }
        forward.append("op", node.op(), node.attrs().given(), in);
        return forward;
    }

    private Value variable(String name, NDArray numbers) {
        variables.put(name, numbers);
        return graph.variable(name, numbers.type());
    }

    @Override
    public OpDef op() {
        return node.op();
    }

    @Override
    public Attrs attrs() {
        return node.attrs();
    }

    @Override
    public int inputCount() {
        return inputs.size();
    }

    @Override
    public Value input(int i) {
        return inputs.get(i);
    }

    @Override
    public Value output(int i) {
        return node.output(i);
    }

    @Override
    public Value outputGradient(int i) {
        return outputGradients.get(i);
    }

    @Override
    public Node appendNode(OpDef op, Map<String, ?> attrs, Value... values) {
        return graph.append("gradient", op, attrs, values);
    }

    @Override
    public Map<Value, Value> differentiate(Graph inner, Map<Value, Value> seeds, List<Value> xs) {
        return Gradients.append(inner, seeds, xs);
    }

    @Override
    public void stop(int i) {
        stopped.add(i);
    }

    @Override
    public void inputGradient(int i, Value gradient) {
        inputGradients.put(i, gradient);
    }
}
