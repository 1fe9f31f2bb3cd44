package org.duograph.session;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.op.JavaCode;
import org.duograph.session.op.Operators;
import org.duograph.session.op.StaticShape;
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
 * Tensor x = g.placeholder("x", DType.FLOAT32, -1, 3);
 * Variable w = g.variable("w", new float[] {1, 2, 3});
 * Tensor y = x.times(w.read()).sum(1);
 * Tensor dw = g.gradients(y, List.of(w.read())).get(0);
 * }</pre>
 *
 * <p>{@link #op} makes an operation of any type, {@link Tensor}'s methods and {@link #layers} and
 * its neighbours the usual ones. Operations have names: the given one, or their type, with a number
 * if it is taken, behind those of the open scopes.
 *
 * <p>Operations can't be changed or removed. One thread at a time builds a graph; sessions may run
 * it meanwhile.
 */
public final class Graph {
    /** The collection of all variables whose content a checkpoint holds. */
    public static final String VARIABLES = "variables";

    /** The collection of the variables that optimizers change. */
    public static final String TRAINABLE_VARIABLES = "trainable_variables";

    private static final List<String> TRAINABLE = List.of(VARIABLES, TRAINABLE_VARIABLES);

    private final OperationList operations = new OperationList();
    private final Map<String, Set<Object>> collections = new LinkedHashMap<>();
    private final Context context = new Context();
    private final Inference inference = new Inference();
    private final VariableStore store;
    private final Bodies bodies;
    private final BodyBuilder builder; // null: this is no body
    private Long seed;
    private boolean finished;

    /** An empty graph. */
    public Graph() {
        this.store = new VariableStore(this);
        this.bodies = new Bodies();
        this.builder = null;
    }

    /** The graph of a body, whose operations may read tensors of the graph around it. */
    Graph(Graph outer, BodyBuilder builder) {
        this.store = outer.store;
        this.bodies = outer.bodies.inside();
        this.builder = builder;
        this.seed = outer.seed;
        context.takeDevices(outer.context);
    }

    /** Begins an operation of any type: {@code op("MatMul").input(a, b).tensor()}. */
    public OperationBuilder op(String type) {
        return new OperationBuilder(current(), Operators.get(type));
    }

    /** The graph to which operations go now: the body that is being built, or this. */
    Graph current() {
        return bodies.open() == null ? this : bodies.open().current();
    }

    /** Branches and loop bodies, by which operations run them. */
    public Bodies bodies() {
        return bodies;
    }

    /** What is open. */
    Context context() {
        return context;
    }

    /** What builds this body; null if it is none. */
    BodyBuilder builder() {
        return builder;
    }

    Inference inference() {
        return inference;
    }

    /**
     * Adds an operation, and finds out the shapes of its outputs.
     *
     * @throws IllegalArgumentException if its inputs don't fit; it is not added then
     */
    Operation add(Operation op) {
        inference.infer(op);
        operations.add(op);
        return op;
    }

    /** Fails if the graph is finished. */
    void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("Graph is finalized and cannot be modified.");
        }
    }

    /** A tensor that is fed in every run. An extent of -1 may be another in each. */
    @SuppressWarnings("try") // the scope is only to be closed
    public Tensor placeholder(String name, DType dtype, int... dims) {
        try (Scope outside = bodies.open(null)) {
            OperationBuilder fed = op("Placeholder").name(name).attr("dtype", dtype);
            return fed.attr("shape", StaticShape.of(dims)).tensor();
        }
    }

    /** A constant: a number, a text, an array of them, or an {@link NDArray}. */
    public Tensor constant(Object value) {
        return constant("Const", value);
    }

    /** A constant under a name of its own. */
    public Tensor constant(String name, Object value) {
        NDArray array = Values.array(value, null);
        return op("Const").name(name).attr("dtype", array.dtype()).attr("value", array).tensor();
    }

    /** A number as a constant of the given elements. */
    public Tensor constantLike(Number number, DType dtype) {
        return constant("Const", Values.array(number, dtype));
    }

    /** A tensor as it is; anything else as a constant of the given elements. */
    Tensor asTensor(Object value, DType dtype) {
        return Values.tensor(this, value, dtype);
    }

    /** A variable of float32 numbers that begins with what {@code initializer} makes. */
    public Variable variable(String name, Initializer initializer, int... dims) {
        return variable(name, DType.FLOAT32, initializer, dims);
    }

    /** A variable that begins with what {@code initializer} makes. */
    public Variable variable(String name, DType dtype, Initializer initializer, int... dims) {
        return variable(name, new ArrayType(dtype, Shape.of(dims)), initializer, true);
    }

    /** A variable that begins with what {@code initializer} makes; optimizers may change it. */
    public Variable variable(
            String name, ArrayType type, Initializer initializer, boolean trainable) {
        return variable(name, type, initializer, trainable ? TRAINABLE : List.of(VARIABLES));
    }

    /**
     * A variable that begins with what {@code initializer} makes.
     *
     * @param collections the collections that it joins; an optimizer changes those in {@link
     *     #TRAINABLE_VARIABLES}, checkpoints hold those in {@link #VARIABLES}
     */
    public Variable variable(
            String name, ArrayType type, Initializer initializer, List<String> collections) {
        return Variable.make(this, name, type, initializer, collections);
    }

    /** A variable that begins with a number, array or tensor. */
    public Variable variable(String name, Object initial) {
        return Variable.make(this, name, initial, TRAINABLE);
    }

    /**
     * The variable of a name in the open variable scope, made or found as the scope says: {@link
     * Reuse}.
     *
     * @param initializer what it begins with if it is made; null for what the scope says, or else
     *     Glorot's for floating-point numbers and zeros for others
     * @throws IllegalArgumentException if it is there and must not be, or the other way round, or
     *     is of another type
     */
    public Variable getVariable(String name, DType dtype, Initializer initializer, int... dims) {
        return store.get(name, new ArrayType(dtype, Shape.of(dims)), initializer, true);
    }

    /** Opens a variable scope, which finds variables if the one around it does. */
    public Scope variableScope(String name) {
        return variableScope(name, null, null);
    }

    /** Opens a variable scope. */
    public Scope variableScope(String name, Reuse reuse) {
        return variableScope(name, reuse, null);
    }

    /**
     * Opens a variable scope: {@link #getVariable} calls variables {@code name/...} until it is
     * closed. Operations get a name scope of that name too, and a new one each time.
     *
     * @param reuse null for that of the scope around
     * @param initializer for variables that are given none; null for that of the scope around
     */
    public Scope variableScope(String name, Reuse reuse, Initializer initializer) {
        return store.open(name, reuse, initializer);
    }

    /** Opens a variable scope that nobody has opened yet: {@code conv}, {@code conv_1}, ... */
    public Scope newVariableScope(String name) {
        return variableScope(store.unused(name));
    }

    /** The variables of {@link #getVariable}. */
    VariableStore store() {
        return store;
    }

    /** Layers, which make their variables themselves. */
    public Layers layers() {
        return new Layers(this);
    }

    /** Choices and loops. */
    public ControlFlow flow() {
        return new ControlFlow(this);
    }

    /** What Java code makes of inputs: results of these types. TensorFlow's {@code py_func}. */
    public List<Tensor> call(String name, JavaCode code, List<DType> types, Tensor... inputs) {
        return bodies.call(this, name, code, types, List.of(inputs));
    }

    /** Losses, which add up to what an optimizer makes smaller. */
    public Losses losses() {
        return new Losses(this);
    }

    /** Numbers over many batches that say how good a net is. */
    public Metrics metrics() {
        return new Metrics(this);
    }

    /** What runs tell of themselves. */
    public Summaries summaries() {
        return new Summaries(this);
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
     * The same of the sum of several tensors.
     *
     * @param seeds of each of {@code ys} the gradient that it starts with, of its type and shape;
     *     empty for ones everywhere
     */
    public List<Tensor> gradients(List<Tensor> ys, List<Tensor> xs, List<Tensor> seeds) {
        return gradients(ys, xs, seeds, List.of());
    }

    /** The same, where {@code stopGradients} count as constants, whatever computes them. */
    public List<Tensor> gradients(
            List<Tensor> ys, List<Tensor> xs, List<Tensor> seeds, List<Tensor> stopGradients) {
        return GradientsOf.add(current(), ys, seeds, xs, stopGradients);
    }

    /** The operations that tensors need, with their own. */
    public Set<Operation> ancestors(List<Tensor> tensors) {
        return new Needed(tensors).all();
    }

    /** Opens a scope: operations that are made until it is closed are called {@code name/...}. */
    public Scope nameScope(String name) {
        return current().context.nameScope(name);
    }

    /** Lets all operations that are made until it is closed run after the given ones. */
    public Scope controlDependencies(Operation... before) {
        return current().context.controlDependencies(List.of(before));
    }

    /**
     * Lets operations that are made until it is closed wish to run on a device, {@code /gpu:0} or
     * {@code /cpu:0}, unless a scope inside says otherwise; null ends the wishes of scopes outside.
     */
    public Scope device(String name) {
        return current().context.device(name);
    }

    /** Lets a function say where operations run that are made until it is closed. */
    public Scope device(DeviceFunction function) {
        return current().context.device(function);
    }

    /** Seeds the random operators that are made from now on. */
    public void setRandomSeed(long seed) {
        this.seed = seed;
    }

    /** The two seeds of a random operator that is made now; null for none of its own. */
    public long[] seeds(Long own) {
        return Seeds.choose(seed, own, current().size());
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
        return operations.all();
    }

    /** Whether there is an operation of that name. */
    public boolean has(String name) {
        return operations.has(name);
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
        return operations.get(name);
    }

    /**
     * The tensor of a name, {@code operation:index}; in sessions {@code :0} may be left out.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor tensor(String name) {
        return Values.tensor(this, name);
    }

    @Override
    public String toString() {
        return "graph of " + operations.size() + " operations";
    }
}
