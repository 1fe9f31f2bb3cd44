package org.duograph.session;

import java.util.List;
import org.duograph.session.op.StaticShape;
import org.duograph.session.op.Variables;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * A tensor whose content lives in a session from run to run. It has none until its initializer has
 * run: {@link Session#initialize}.
 *
 * <p>It is four operations, as in TensorFlow: what it begins with; {@code w}, the variable; {@code
 * w/Assign}, its initializer; and {@code w/read}, its content as it was before the run.
 */
public final class Variable {
    private final Operation operation;
    private final Operation initializer;
    private final Tensor initial;
    private final Tensor read;

    private Variable(Operation operation, Tensor initial, Operation initializer, Tensor read) {
        this.operation = operation;
        this.initial = initial;
        this.initializer = initializer;
        this.read = read;
    }

    /**
     * Appends a variable that begins with what {@code initializer} makes.
     *
     * @param collections the collections that it joins
     */
    @SuppressWarnings("try") // the scope is only to be closed
    static Variable make(
            Graph graph,
            String name,
            ArrayType type,
            Initializer initializer,
            List<String> collections) {
        Initializer inScope =
                (g, wanted) -> {
                    try (Scope scope = g.nameScope("Initializer")) {
                        return initializer.make(g, wanted);
                    }
                };
        return append(graph, name, type, inScope, collections);
    }

    /** Appends a variable that begins with a number, array or tensor. */
    static Variable make(Graph graph, String name, Object initial, List<String> collections) {
        if (initial instanceof Tensor tensor) {
            ArrayType type = new ArrayType(tensor.dtype(), Values.requireKnown(tensor));
            return append(graph, name, type, (g, wanted) -> tensor, collections);
        }
        NDArray array = Values.array(initial, null);
        Initializer constant = (g, wanted) -> g.constant("initial_value", array);
        return append(graph, name, array.type(), constant, collections);
    }

    /**
     * Appends a variable to a graph, outside of bodies that are being built. It begins its life
     * whatever control dependencies are open.
     *
     * @param collections the collections that it joins
     */
    @SuppressWarnings("try") // a scope is only to be closed
    private static Variable append(
            Graph graph,
            String name,
            ArrayType type,
            Initializer initial,
            List<String> collections) {
        try (Scope outside = graph.bodies().open(null);
                Scope free = graph.context().noControlDependencies();
                Scope inside = graph.nameScope(name)) {
            Tensor value = initial.make(graph, type);
            Operation operation =
                    graph.op("VariableV2")
                            .name(inside.name()) // ends with a slash: exactly that
                            .attr("dtype", type.dtype())
                            .attr("shape", type.shape())
                            .build();
            Operation assign =
                    graph.op("Assign").name("Assign").input(operation.output(0), value).build();
            Tensor read = graph.op("Identity").name("read").input(operation.output(0)).tensor();
            Variable made = new Variable(operation, value, assign, read);
            collections.forEach(collection -> graph.addToCollection(collection, made));
            return made;
        }
    }

    /**
     * A variable of operations that are in a graph already, as files name them.
     *
     * @param initializer the operation that gives it what it begins with
     * @param read the tensor that is its content
     * @throws IllegalArgumentException if there are none of these names, or they are no variable
     */
    public static Variable existing(Graph graph, String name, String initializer, String read) {
        Operation operation = graph.operation(name);
        Operation assign = graph.operation(initializer);
        boolean written = assign.inputs().size() == 2 && Variables.onlyWrites(assign.type());
        if (!operation.isVariable() || !written || assign.input(0) != operation.output(0)) {
            throw new IllegalArgumentException(
                    "%s is no variable to which %s gives what it begins with"
                            .formatted(operation, assign));
        }
        return new Variable(operation, assign.input(1), assign, graph.tensor(read));
    }

    /** Its name, and that of its content in checkpoints. */
    public String name() {
        return operation.name();
    }

    /** The operation that is the variable. */
    public Operation operation() {
        return operation;
    }

    /** The variable itself, to be written. */
    public Tensor reference() {
        return operation.output(0);
    }

    /** Its content as it was before the run. */
    public Tensor read() {
        return read;
    }

    /**
     * Some of its rows, as of an embedding. Where nothing else reads the variable, optimizers that
     * can change only the rows that were looked up.
     *
     * @param ids the numbers of the rows, int32 or int64, of any shape
     * @return the rows: the shape of {@code ids}, then that of a row
     */
    public Tensor lookup(Tensor ids) {
        Tensor rows =
                graph().op("GatherV2")
                        .name("embedding_lookup")
                        .input(read, ids, graph().constant(0))
                        .tensor();
        if (rows.graph() == graph()) { // in bodies it is one of many
            graph().addToCollection(Lookup.COLLECTION, new Lookup(this, ids, rows));
        }
        return rows;
    }

    /** Its content, after all writes that come before this operation by control dependencies. */
    public Tensor readValue() {
        return graph().op("Identity").input(reference()).tensor();
    }

    /** What it begins with. */
    public Tensor initialValue() {
        return initial;
    }

    /** The operation that gives it what it begins with. */
    public Operation initializer() {
        return initializer;
    }

    /** Its element type. */
    public DType dtype() {
        return reference().dtype();
    }

    /** Its shape. */
    public StaticShape shape() {
        return reference().shape();
    }

    /** The graph it belongs to. */
    public Graph graph() {
        return operation.graph();
    }

    /** Writes {@code value}; gives what was written. */
    public Tensor assign(Object value) {
        return write("Assign", value);
    }

    /** Adds {@code value}; gives the sum. */
    public Tensor assignAdd(Object value) {
        return write("AssignAdd", value);
    }

    /** Subtracts {@code value}; gives the difference. */
    public Tensor assignSub(Object value) {
        return write("AssignSub", value);
    }

    private Tensor write(String type, Object value) {
        return graph().op(type).input(reference(), graph().asTensor(value, dtype())).tensor();
    }

    @Override
    public String toString() {
        return "<Variable '%s' shape=%s dtype=%s>".formatted(name(), shape(), dtype().lowerName());
    }
}
