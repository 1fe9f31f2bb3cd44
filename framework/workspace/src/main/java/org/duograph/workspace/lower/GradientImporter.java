package org.duograph.workspace.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.compile.Gradients;
import org.duograph.graph.Attrs;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Suggestion;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.Shape;
import org.duograph.workspace.net.GradientSchema;
import org.duograph.workspace.net.GradientSchema.Kind;
import org.duograph.workspace.net.GradientSchema.Role;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Imports one of Caffe2's gradient operators, such as {@code ConvGradient}, by asking the forward
 * operator's own gradient rule.
 *
 * <p>The table {@link GradientSchema} tells what each of the gradient operator's blobs is to the
 * forward operator. Where the rule asks for more than those (MaxPool's saved indices, say), the
 * forward node is looked up in the graph; if it is not there, it is computed again.
 */
final class GradientImporter implements GradientRule.Site {
    private final LoweringSite site;
    private final OperatorDef op;
    private final GradientSchema schema;
    private final OpDef forward;
    private final Attrs attrs;
    private final Map<Role, Value> known = new LinkedHashMap<>();
    private final Map<Integer, Value> results = new LinkedHashMap<>();
    private Node forwardNode;

    GradientImporter(LoweringSite site, List<Value> inputs) {
        this.site = site;
        this.op = site.op();
        this.schema = GradientSchema.ofGradient(op);
        if (schema == null) {
            boolean gradient = GradientSchema.isGradient(op.getType());
            throw site.error(
                    gradient
                            ? "it can't have %d inputs and %d outputs"
                                    .formatted(inputs.size(), op.getOutputCount())
                            : "there is no such operator"
                                    + Suggestion.among(op.getType(), Vocabulary.all()));
        }
        this.forward = OpCatalog.get(schema.forward());
        int absent = OperatorForms.leftOut(op, forward);
        for (int i = 0; i < inputs.size(); i++) {
            Role role = schema.inputs().get(i);
            boolean later = absent >= 0 && role.kind() == Kind.INPUT && role.index() >= absent;
            known.put(later ? new Role(Kind.INPUT, role.index() + 1) : role, inputs.get(i));
        }
        if (absent >= 0) {
            known.put(new Role(Kind.INPUT, absent), site.graph().absent());
        }
        List<Value> first = firstInputs();
        List<Shape> shapes = first.stream().map(Value::shape).toList();
        Map<String, Object> given = OperatorForms.attrs(op, forward, shapes);
        DataSizes.add(site, forward, given, first);
        this.attrs = Attrs.check(forward, given);
    }

    /** Appends the gradient nodes and returns the values of the operator's outputs. */
    List<Value> append() {
        if (forward.gradient() == null) {
            throw site.error(schema.forward() + " has no gradient");
        }
        checkGradients();
        forward.gradient().build(this);
        List<Value> outputs = new ArrayList<>();
        for (Role role : schema.outputs()) {
            Value gradient = results.get(role.index());
            if (gradient == null) {
                throw site.error("there is no gradient of " + forward.inputName(role.index()));
            }
            outputs.add(gradient);
        }
        return outputs;
    }

    /** The gradient of an output that is known must have its shape. */
    private void checkGradients() {
        List<ArrayType> types = outputTypes();
        known.forEach(
                (role, gradient) -> {
                    Value output = known.get(new Role(Kind.OUTPUT, role.index()));
                    Shape wanted =
                            output != null
                                    ? output.shape()
                                    : role.index() < types.size()
                                            ? types.get(role.index()).shape()
                                            : gradient.shape();
                    if (role.kind() == Kind.OUTPUT_GRADIENT && !gradient.shape().equals(wanted)) {
                        throw site.error(
                                "the gradient of %s must have its shape %s, found %s"
                                        .formatted(
                                                forward.output(role.index()).name(),
                                                wanted,
                                                gradient.type()));
                    }
                });
    }

    /** The forward operator's first inputs, as far as they are known. */
    private List<Value> firstInputs() {
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; known.containsKey(new Role(Kind.INPUT, i)); i++) {
            inputs.add(known.get(new Role(Kind.INPUT, i)));
        }
        return inputs;
    }

    /** The types of the forward operator's outputs; none where not all of its inputs are known. */
    private List<ArrayType> outputTypes() {
        List<ArrayType> inputs = firstInputs().stream().map(Value::type).toList();
        boolean complete = inputs.size() >= forward.inputs().size();
        return complete ? forward.infer(attrs, inputs) : List.of();
    }

    @Override
    public OpDef op() {
        return forward;
    }

    @Override
    public Attrs attrs() {
        return attrs;
    }

    @Override
    public int inputCount() {
        int count = 0;
        for (Role role : known.keySet()) {
            count = role.kind() == Kind.INPUT ? Math.max(count, role.index() + 1) : count;
        }
        for (Role role : schema.outputs()) {
            count = Math.max(count, role.index() + 1);
        }
        return count;
    }

    /** An input is there as well if all that is known of it is that its gradient is asked for. */
    @Override
    public boolean has(int i) {
        Value value = known.get(new Role(Kind.INPUT, i));
        return i < inputCount() && (value == null || !value.isAbsent());
    }

    @Override
    public Value input(int i) {
        Value value = known.get(new Role(Kind.INPUT, i));
        return value != null ? value : forwardNode().input(i);
    }

    @Override
    public Value output(int i) {
        Value value = known.get(new Role(Kind.OUTPUT, i));
        return value != null ? value : forwardNode().output(i);
    }

    @Override
    public Value outputGradient(int i) {
        return known.get(new Role(Kind.OUTPUT_GRADIENT, i));
    }

    @Override
    public Node appendNode(OpDef gradientOp, Map<String, ?> given, Value... inputs) {
        String name = op.getOutput(0);
        return site.append(name, gradientOp, given, List.of(inputs));
    }

    @Override
    public Map<Value, Value> differentiate(Graph inner, Map<Value, Value> seeds, List<Value> xs) {
        return Gradients.append(inner, seeds, xs);
    }

    @Override
    public void inputGradient(int i, Value gradient) {
        results.put(i, gradient);
    }

    /** The forward node that this gradient belongs to; computed again where it is not there. */
    private Node forwardNode() {
        if (forwardNode == null) {
            List<Node> nodes = candidates();
            for (int i = nodes.size() - 1; i >= 0 && forwardNode == null; i--) {
                forwardNode = isForward(nodes.get(i)) ? nodes.get(i) : null;
            }
        }
        if (forwardNode == null) {
            forwardNode = computeAgain();
        }
        return forwardNode;
    }

    /** The nodes among which the forward node is: not all of them, where a blob of it is known. */
    private List<Node> candidates() {
        for (Map.Entry<Role, Value> entry : known.entrySet()) {
            switch (entry.getKey().kind()) {
                case OUTPUT -> {
                    return List.of(entry.getValue().node());
                }
                case INPUT -> {
                    return site.blobs().readersOf(entry.getValue());
                }
                default -> {}
            }
        }
        return site.graph().nodes();
    }

    private boolean isForward(Node node) {
        if (node.op() != forward) {
            return false;
        }
        boolean fits = true;
        for (Map.Entry<Role, Value> entry : known.entrySet()) {
            int i = entry.getKey().index();
            Value value = entry.getValue();
            fits &=
                    switch (entry.getKey().kind()) {
                        case INPUT -> i < node.inputs().size() && node.input(i) == value;
                        case OUTPUT -> i < node.outputs().size() && node.output(i) == value;
                        case OUTPUT_GRADIENT ->
                                i < node.outputs().size()
                                        && node.output(i).type().equals(value.type());
                        case INPUT_GRADIENT -> true;
                    };
        }
        return fits && node.attrs().given().equals(attrs.given());
    }

    private Node computeAgain() {
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; known.containsKey(new Role(Kind.INPUT, i)); i++) {
            inputs.add(known.get(new Role(Kind.INPUT, i)));
        }
        if (inputs.isEmpty()) {
            throw site.error(
                    "it needs more than its inputs say, and the "
                            + schema.forward()
                            + " it belongs to is not in this net");
        }
        String name = op.getOutput(0) + "_forward";
        return site.append(name, forward, attrs.given(), inputs);
    }
}
