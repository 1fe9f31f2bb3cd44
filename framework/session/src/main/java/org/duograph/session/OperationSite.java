package org.duograph.session;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.duograph.compile.Gradients;
import org.duograph.graph.Device;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.math.Add;
import org.duograph.session.GraphLowerer.Write;
import org.duograph.session.op.Attributes;
import org.duograph.session.op.JavaCode;
import org.duograph.session.op.LoweringSite;
import org.duograph.session.op.SiteBody;
import org.duograph.session.op.StaticShape;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** One operation at its place: what its lowering sees of the graph and appends to it. */
final class OperationSite implements LoweringSite {
    private final GraphLowerer lowerer;
    private final Operation op;
    private final Map<Operation, Write> writes;
    private final Node.Settings settings;

    OperationSite(GraphLowerer lowerer, Operation op, Map<Operation, Write> writes) {
        this.lowerer = lowerer;
        this.op = op;
        this.writes = writes;
        this.settings = settings(op);
    }

    /** The device that an operation asks for, and where it was made. */
    static Node.Settings settings(Operation op) {
        Device device = op.device().isEmpty() ? Device.ANY : DeviceSpec.parse(op.device()).wish();
        return new Node.Settings(device, OptionalLong.empty(), op.origin());
    }

    @Override
    public String name() {
        return op.name();
    }

    @Override
    public Attributes attrs() {
        return op.attrs();
    }

    @Override
    public int inputCount() {
        return op.inputs().size();
    }

    @Override
    public Value input(int i) {
        return lowerer.content(op.input(i), writes);
    }

    @Override
    public LoweringSite alone(int i, String type) {
        boolean isOfType = op.input(i).operation().type().equals(type);
        return isOfType ? lowerer.alone(op.input(i)) : null;
    }

    @Override
    public NDArray known(Value value) {
        return lowerer.known.of(value);
    }

    @Override
    public Node append(OpDef def, Map<String, ?> attributes, List<Value> inputs) {
        return lowerer.core.append(op.name(), def, attributes, settings, inputs);
    }

    @Override
    public Value constant(NDArray numbers) {
        return lowerer.core.constant(op.name(), numbers);
    }

    @Override
    public Map<Value, Value> differentiate(
            Map<Value, Value> seeds, List<Value> xs, Set<Value> ends) {
        return Gradients.append(lowerer.core, seeds, xs, ends);
    }

    @Override
    public void give(Value... outputs) {
        lowerer.give(op, outputs);
    }

    @Override
    public Value variable(DType dtype, StaticShape declared) {
        return lowerer.variable(op, declared);
    }

    @Override
    public boolean isInitialized(int i) {
        Operation variable = op.input(i).variable();
        boolean is = writes.containsKey(variable) || lowerer.found.hasContent(variable);
        if (!is) { // a variable that never is: nobody takes this plan for a later run
            lowerer.core.variable(variable.name() + "/without_content", GraphLowerer.PLACE);
        }
        return is;
    }

    @Override
    public List<Long> seeds() {
        return Seeds.of(op, lowerer.path + op.name(), lowerer.found.seed());
    }

    @Override
    public Value drawFrom(long blocks) {
        String name = GraphLowerer.streams(op, lowerer.path).iterator().next();
        Value start = stream(name);
        Value behind = constant(NDArray.of(Shape.SCALAR, blocks));
        moveStream(name, value(Add.OP, Map.of(), start, behind));
        return start;
    }

    @Override
    public Value stream(String name) {
        return lowerer.streams.computeIfAbsent(
                name, n -> lowerer.core.variable(n, GraphLowerer.PLACE));
    }

    @Override
    public void moveStream(String name, Value place) {
        lowerer.streams.put(name, place);
    }

    @Override
    public SiteBody body(String attr) {
        return new LoweredBody(lowerer, op, op.graph().bodies().get(op.attrs().function(attr)));
    }

    @Override
    public JavaCode code() {
        return op.graph().bodies().code(op.attrs().text("token"));
    }

    @Override
    public Value newest(int i) {
        return lowerer.newest(op.input(i).variable());
    }

    @Override
    public void write(int i, Value value) {
        lowerer.write(op, writes, op.input(i).variable(), value);
    }
}
