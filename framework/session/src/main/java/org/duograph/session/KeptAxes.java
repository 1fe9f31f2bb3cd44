package org.duograph.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.op.StaticShape;

/**
 * In which order a session keeps the axes of each of its variables: that of the core's operator
 * which reads it. TensorFlow's filters are h x w x C x M, and its dense kernels K x N; the core has
 * M and N first. So no step has to transpose weights, and both faces have the same plans. What a
 * session is given and gives has TensorFlow's order.
 *
 * <p>The order of a variable is chosen when the session sees it first, by who reads it in the graph
 * as it is then, and never changes: the plans of a session agree. Whoever wants another order
 * transposes.
 */
final class KeptAxes {
    private static final AxisOrder FILTER = AxisOrder.of(3L, 2L, 0L, 1L);
    private static final AxisOrder FILTER_CHANNELS_LAST = AxisOrder.of(3L, 0L, 1L, 2L);
    private static final AxisOrder MATRIX = AxisOrder.of(1L, 0L);

    /** Operators that take a variable in any order as well as in its own, besides updates. */
    private static final Set<String> INDIFFERENT =
            Set.of(
                    "Gradients",
                    "L2Loss",
                    "Abs",
                    "Select",
                    "Square",
                    "Add",
                    "AddV2",
                    "Sub",
                    "Mul",
                    "SaveV2",
                    "IsVariableInitialized",
                    "VarIsInitializedOp",
                    "VariableShape");

    private final Graph graph;
    private final Map<Operation, AxisOrder> chosen = new HashMap<>();
    private Map<Tensor, List<Reader>> readers = Map.of();
    private int read; // operations of the graph whose inputs are among the readers

    private record Reader(Operation op, int input) {}

    KeptAxes(Graph graph) {
        this.graph = graph;
    }

    /** The order of a variable's axes; sessions that share variables ask side by side. */
    synchronized AxisOrder of(Operation variable) {
        AxisOrder order = chosen.get(variable);
        if (order == null) {
            order = choose(variable);
            chosen.put(variable, order);
        }
        return order;
    }

    private AxisOrder choose(Operation variable) {
        if (read < graph.size()) {
            findReaders();
        }
        Set<AxisOrder> wanted = new LinkedHashSet<>();
        addWanted(variable.output(0), wanted);
        if (wanted.isEmpty()) {
            Operation owner = owner(variable);
            return owner == null ? AxisOrder.AS_IS : of(owner);
        }
        AxisOrder order = wanted.iterator().next();
        StaticShape shape = variable.output(0).shape();
        boolean fits = shape.hasRank() && shape.rank() == order.axes().size();
        return fits && wanted.size() == 1 ? order : AxisOrder.AS_IS;
    }

    private void findReaders() {
        readers = new HashMap<>();
        List<Operation> operations = graph.operations();
        for (Operation op : operations) {
            for (int i = 0; i < op.inputs().size(); i++) {
                readers.computeIfAbsent(op.input(i), t -> new ArrayList<>()).add(new Reader(op, i));
            }
        }
        read = operations.size();
    }

    private List<Reader> readers(Tensor tensor) {
        return readers.getOrDefault(tensor, List.of());
    }

    /** Adds the orders in which a tensor that holds a variable's content is wanted. */
    private void addWanted(Tensor content, Set<AxisOrder> wanted) {
        for (Reader reader : readers(content)) {
            Operation op = reader.op;
            switch (op.type()) {
                case "Identity", "ReadVariableOp" -> addWanted(op.output(0), wanted);
                case "Conv2D", "Conv2DBackpropInput" -> wanted.add(filter(reader));
                case "MatMul" -> wanted.add(isLayer(reader) ? MATRIX : AxisOrder.AS_IS);
                default -> {
                    if (!isIndifferent(op.type())) {
                        wanted.add(AxisOrder.AS_IS);
                    }
                }
            }
        }
    }

    private static boolean isIndifferent(String type) {
        return type.startsWith("Assign")
                || type.startsWith("Apply")
                || type.startsWith("ResourceApply")
                || INDIFFERENT.contains(type);
    }

    private static AxisOrder filter(Reader reader) {
        if (reader.input != 1) {
            return AxisOrder.AS_IS;
        }
        boolean last = reader.op.attrs().text("data_format").equals("NHWC");
        return last ? FILTER_CHANNELS_LAST : FILTER;
    }

    /** Whether a product of matrices reads its kernel there, and a bias is added to it. */
    private boolean isLayer(Reader reader) {
        Operation product = reader.op;
        List<Reader> next = readers(product.output(0));
        if (reader.input != 1
                || product.attrs().flag("transpose_a")
                || product.attrs().flag("transpose_b")
                || next.size() != 1) {
            return false;
        }
        Operation sum = next.get(0).op;
        return switch (sum.type()) {
            case "BiasAdd" -> next.get(0).input == 0;
            case "Add", "AddV2" -> isVector(sum.input(1 - next.get(0).input));
            default -> false;
        };
    }

    private static boolean isVector(Tensor tensor) {
        return tensor.shape().hasRank() && tensor.shape().rank() == 1;
    }

    /** The variable for which another is kept: a slot of w is called {@code w/Momentum}. */
    private Operation owner(Operation slot) {
        String name = slot.name();
        int end = name.lastIndexOf('/');
        if (end < 0 || !graph.has(name.substring(0, end))) {
            return null;
        }
        Operation owner = graph.operation(name.substring(0, end));
        boolean isAlike =
                owner.isVariable() && owner.output(0).shape().equals(slot.output(0).shape());
        return isAlike ? owner : null;
    }
}
