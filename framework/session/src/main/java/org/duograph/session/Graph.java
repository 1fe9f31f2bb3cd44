package org.duograph.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.duograph.session.op.Attributes;
import org.duograph.session.op.Operator;
import org.duograph.session.op.Operators;
import org.duograph.session.op.StaticShape;
import org.duograph.session.proto.AttrValue;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A dataflow graph in TensorFlow's words: operations, in the order in which they were made, that a
 * {@link Session} runs as far as they are asked for. Building it computes nothing.
 *
 * <pre>{@code
 * Graph g = new Graph();
 * Tensor x = g.placeholder("x", DType.FLOAT32, -1, 784);
 * Variable w = g.variable("w", Initializers.glorotUniform(), 784, 10);
 * Tensor y = x.matmul(w.read()).softmax();
 * }</pre>
 *
 * <p>Operations can't be changed or removed. One thread at a time builds a graph; sessions may run
 * it meanwhile.
 */
public final class Graph {
    /** The collection of all variables whose content a checkpoint holds. */
    public static final String VARIABLES = "variables";

    /** The collection of the variables that optimizers change. */
    public static final String TRAINABLE_VARIABLES = "trainable_variables";

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final String OWN = Graph.class.getPackageName() + ".";

    private final List<Operation> operations = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Operation> byName = new LinkedHashMap<>();
    private final Map<String, Set<Object>> collections = new LinkedHashMap<>();
    private final Scopes scopes = new Scopes();
    private final Deque<List<Operation>> controls = new ArrayDeque<>();
    private final Inference inference = new Inference();
    private String device = "";
    private Long seed;
    private boolean finished;

    /** What was changed for a block of code: closing it changes that back. */
    public interface Scope extends AutoCloseable {
        /** The name scope that is open inside: empty, or ends with a slash. */
        String name();

        @Override
        void close();
    }

    private Scope scope(Runnable back) {
        String inside = scopes.prefix();
        return new Scope() {
            @Override
            public String name() {
                return inside;
            }

            @Override
            public void close() {
                back.run();
            }
        };
    }

    /** Begins an operation of any type: {@code op("MatMul").input(a, b).tensor()}. */
    public OperationBuilder op(String type) {
        return new OperationBuilder(this, Operators.get(type));
    }

    /** Appends an operation; see {@link OperationBuilder#build}. */
    Operation append(
            String name,
            Operator operator,
            List<Tensor> inputs,
            Collection<Operation> controlInputs,
            Map<String, AttrValue> attrs,
            String where) {
        requireUnfinished();
        String origin = origin();
        Attributes checked;
        try {
            inputs.forEach(input -> requireMine(input.graph(), input.name()));
            controlInputs.forEach(control -> requireMine(control.graph(), control.name()));
            checked = operator.check(attrs, inputs.stream().map(Tensor::dtype).toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s for node '%s' (op: '%s', made at %s)"
                            .formatted(e.getMessage(), name, operator.type(), origin),
                    e);
        }
        Set<Operation> before = new LinkedHashSet<>(controlInputs);
        controls.forEach(before::addAll);
        Operation op =
                new Operation(
                        this,
                        operations.size(),
                        scopes.operation(name),
                        operator,
                        inputs,
                        List.copyOf(before),
                        checked,
                        where,
                        origin);
        inference.infer(op);
        operations.add(op);
        byName.put(op.name(), op);
        return op;
    }

    private static String origin() {
        return STACK.walk(
                frames ->
                        frames.filter(f -> !f.getClassName().startsWith(OWN) || isTest(f))
                                .findFirst()
                                .map(f -> f.getFileName() + ":" + f.getLineNumber())
                                .orElse(""));
    }

    private static boolean isTest(StackWalker.StackFrame frame) {
        return frame.getClassName().endsWith("Test");
    }

    private void requireMine(Graph graph, String name) {
        if (graph != this) {
            throw new IllegalArgumentException(
                    name + " must be from the same graph as the operation that reads it");
        }
    }

    private void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("Graph is finalized and cannot be modified.");
        }
    }

    /** A tensor that is fed in every run. An extent of -1 may be another in each. */
    public Tensor placeholder(String name, DType dtype, int... dims) {
        return op("Placeholder")
                .name(name)
                .attr("dtype", dtype)
                .attr("shape", StaticShape.of(dims))
                .tensor();
    }

    /** A constant: a number, a text, an array of them, or an {@link NDArray}. */
    public Tensor constant(Object value) {
        return constant("Const", value);
    }

    /** A constant under a name of its own. */
    public Tensor constant(String name, Object value) {
        return constant(name, Values.array(value, null));
    }

    private Tensor constant(String name, NDArray array) {
        return op("Const").name(name).attr("dtype", array.dtype()).attr("value", array).tensor();
    }

    /** A number as a constant of the given elements. */
    public Tensor constantLike(Number number, DType dtype) {
        return constant("Const", Values.array(number, dtype));
    }

    /** A tensor as it is; anything else as a constant of the given elements. */
    Tensor asTensor(Object value, DType dtype) {
        return value instanceof Tensor tensor
                ? tensor
                : value instanceof Variable variable
                        ? variable.read()
                        : constant("Const", Values.array(value, dtype));
    }

    /** A variable of float32 numbers that begins with what {@code initializer} makes. */
    public Variable variable(String name, Initializer initializer, int... dims) {
        return variable(name, DType.FLOAT32, initializer, dims);
    }

    /** A variable that begins with what {@code initializer} makes. */
    public Variable variable(String name, DType dtype, Initializer initializer, int... dims) {
        return variable(name, new ArrayType(dtype, Shape.of(dims)), initializer, true);
    }

    /**
     * A variable that begins with what {@code initializer} makes.
     *
     * @param trainable whether optimizers change it
     */
    @SuppressWarnings("try") // the scope is only to be closed
    public Variable variable(
            String name, ArrayType type, Initializer initializer, boolean trainable) {
        Initializer inScope =
                (graph, wanted) -> {
                    try (Scope scope = graph.nameScope("Initializer")) {
                        return initializer.make(graph, wanted);
                    }
                };
        return Variable.make(this, name, type, inScope, trainable);
    }

    /** A variable that begins with a number, array or tensor. */
    public Variable variable(String name, Object initial) {
        if (initial instanceof Tensor tensor) {
            ArrayType type = new ArrayType(tensor.dtype(), Values.requireKnown(tensor));
            return Variable.make(this, name, type, (graph, wanted) -> tensor, true);
        }
        NDArray array = Values.array(initial, null);
        return Variable.make(
                this,
                name,
                array.type(),
                (graph, wanted) -> graph.constant("initial_value", array),
                true);
    }

    /** An operation that does nothing, after all that are given. */
    public Operation group(String name, Operation... operations) {
        return op("NoOp").name(name).control(operations).build();
    }

    /** An operation that gives all variables made so far what they begin with. */
    public Operation globalVariablesInitializer() {
        return group(
                "init", variables().stream().map(Variable::initializer).toArray(Operation[]::new));
    }

    /** All variables made so far. */
    public List<Variable> variables() {
        return collection(VARIABLES, Variable.class);
    }

    /** The variables made so far that optimizers change. */
    public List<Variable> trainableVariables() {
        return collection(TRAINABLE_VARIABLES, Variable.class);
    }

    /**
     * The gradients of a tensor's sum with respect to others.
     *
     * @return for each of {@code xs} its gradient, or null where {@code y} doesn't depend on it
     * @throws IllegalArgumentException if an operator on the way has no gradient
     */
    public List<Tensor> gradients(Tensor y, List<Tensor> xs) {
        return gradients(List.of(y), xs, List.of());
    }

    /**
     * The gradients of the sum of several tensors with respect to others.
     *
     * @param seeds of each of {@code ys} the gradient that it starts with, of its type and shape;
     *     empty for ones everywhere
     * @return for each of {@code xs} its gradient, or null where no {@code y} depends on it
     * @throws IllegalArgumentException if an operator on the way has no gradient
     */
    public List<Tensor> gradients(List<Tensor> ys, List<Tensor> xs, List<Tensor> seeds) {
        return GradientsOf.add(this, ys, seeds, xs);
    }

    /**
     * Which of {@code xs} a gradient of {@code ys} reaches: where shapes are too open to say, all
     * from which a way leads to {@code ys}.
     */
    List<Integer> reached(List<Tensor> ys, List<Tensor> xs) {
        List<Integer> reached = inference.reached(ys, xs);
        if (reached != null) {
            return reached;
        }
        Set<Operation> before =
                new Needed(ys.stream().map(Tensor::operation).toList(), Set.of()).all();
        return IntStream.range(0, xs.size())
                .filter(i -> before.contains(xs.get(i).operation()))
                .boxed()
                .toList();
    }

    /** Opens a scope: operations that are made until it is closed are called {@code name/...}. */
    public Scope nameScope(String name) {
        String before = scopes.change(scopes.scope(name));
        return scope(() -> scopes.change(before));
    }

    /** Lets all operations that are made until it is closed run after the given ones. */
    public Scope controlDependencies(Operation... before) {
        controls.push(List.of(before));
        return scope(controls::pop);
    }

    /** Lets all operations that are made until it is closed wish to run on a device. */
    public Scope device(String name) {
        String before = device;
        device = name;
        return scope(() -> device = before);
    }

    /** The device that operations wish for which are made now; empty for none. */
    String openDevice() {
        return device;
    }

    /** Seeds the random operators that are made from now on. */
    public void setRandomSeed(long seed) {
        this.seed = seed;
    }

    /** The two seeds of a random operator that is made now. */
    long[] seeds(Long own) {
        return Seeds.choose(seed, own, operations.size());
    }

    /** Adds something to a collection; what is in it already stays where it is. */
    public void addToCollection(String name, Object item) {
        requireUnfinished();
        collections.computeIfAbsent(name, n -> new LinkedHashSet<>()).add(item);
    }

    /** What is in a collection, of one class. */
    public <T> List<T> collection(String name, Class<T> type) {
        return collections.getOrDefault(name, Set.of()).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Finishes the graph, TensorFlow's {@code finalize}: from now on adding to it is an error. */
    public void finish() {
        finished = true;
    }

    /** Whether it is finished. */
    public boolean isFinished() {
        return finished;
    }

    /** All operations, inputs first. */
    public List<Operation> operations() {
        synchronized (operations) {
            return List.copyOf(operations);
        }
    }

    /** Whether there is an operation of that name. */
    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** How many operations there are. */
    int size() {
        return operations.size();
    }

    /**
     * The operation of a name.
     *
     * @throws IllegalArgumentException if there is none; the message names what is alike
     */
    public Operation operation(String name) {
        Operation op = byName.get(name);
        if (op == null) {
            throw new IllegalArgumentException(Values.unknown(name, byName.keySet()));
        }
        return op;
    }

    /**
     * The tensor of a name, {@code operation:index}; in sessions {@code :0} may be left out.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor tensor(String name) {
        int colon = name.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "The name '%s' refers to an Operation, not a Tensor. Tensor names must be of the form \"<op_name>:<output_index>\"."
                            .formatted(name));
        }
        Operation op = operation(name.substring(0, colon));
        String index = name.substring(colon + 1);
        if (!index.matches("\\d{1,9}") || Integer.parseInt(index) >= op.outputs().size()) {
            throw new IllegalArgumentException(
                    "The name '%s' refers to a Tensor which does not exist. The operation '%s' has %d outputs."
                            .formatted(name, op.name(), op.outputs().size()));
        }
        return op.output(Integer.parseInt(index));
    }

    @Override
    public String toString() {
        return "graph of " + operations.size() + " operations";
    }
}
