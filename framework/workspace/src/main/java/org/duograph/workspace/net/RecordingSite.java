package org.duograph.workspace.net;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.duograph.compile.Gradients;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.workspace.net.GradientSchema.Kind;
import org.duograph.workspace.net.GradientSchema.Role;

/**
 * Lets an operator's gradient rule write the gradient of one of its samples, and notes what it asks
 * for and what it gives.
 */
final class RecordingSite implements GradientRule.Site {
    private final Graph graph = new Graph("recording");
    private final Node node;
    private final Map<Integer, Role> inputs = new TreeMap<>();
    private final Map<Integer, Role> outputs = new TreeMap<>();
    private final Map<Integer, Role> outputGradients = new TreeMap<>();
    private final Map<Integer, Role> results = new TreeMap<>();

    private RecordingSite(OpDef op, Sample sample) {
        List<Value> values = new ArrayList<>();
        for (Sample.Input input : sample.inputs()) {
            values.add(graph.variable("input" + values.size(), input.type()));
        }
        node = graph.append("op", op, sample.attrs(), values.toArray(Value[]::new));
    }

    /**
     * The forms that the gradient of {@code op} takes on its samples, each once. An operator that
     * holds graphs has none: nets hold nets.
     */
    static List<GradientSchema> forms(OpDef op) {
        Set<GradientSchema> forms = new LinkedHashSet<>();
        boolean holdsGraphs =
                op.attrs().values().stream().anyMatch(a -> a.kind() == Attr.Kind.GRAPH);
        if (op.gradient() != null && !holdsGraphs) {
            op.samples().forEach(s -> new RecordingSite(op, s).form().ifPresent(forms::add));
        }
        return List.copyOf(forms);
    }

    /** Empty where the rule lets no gradient back. */
    private Optional<GradientSchema> form() {
        node.op().gradient().build(this);
        List<Role> read = new ArrayList<>(inputs.values());
        read.addAll(outputs.values());
        read.addAll(outputGradients.values());
        String type = node.op().type();
        List<Role> written = List.copyOf(results.values());
        return written.isEmpty()
                ? Optional.empty()
                : Optional.of(new GradientSchema(type, type + "Gradient", read, written));
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
        return node.inputs().size();
    }

    @Override
    public Value input(int i) {
        inputs.put(i, new Role(Kind.INPUT, i));
        return node.input(i);
    }

    @Override
    public Value output(int i) {
        outputs.put(i, new Role(Kind.OUTPUT, i));
        return node.output(i);
    }

    /** An output stands for its own gradient, which has its type. */
    @Override
    public Value outputGradient(int i) {
        if (!node.op().output(i).carriesGradient()) {
            return null;
        }
        outputGradients.put(i, new Role(Kind.OUTPUT_GRADIENT, i));
        return node.output(i);
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
    public void inputGradient(int i, Value gradient) {
        results.put(i, new Role(Kind.INPUT_GRADIENT, i));
    }
}
