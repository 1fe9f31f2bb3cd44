package org.duograph.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * A dataflow graph: a list of nodes in an order in which they can run, and the assign table.
 *
 * <p>It is append-only and every value is written once, so nothing that was read can change. State
 * changes in one place: {@link #assign} says which variable takes which value when the step ends.
 * Until then every reader of the variable sees its content from before the step.
 */
public final class Graph {
    static final OpDef VARIABLE =
            source("Variable", "The content of a variable at the start of the step.");
    static final OpDef CONSTANT = source("Constant", "Numbers that never change.");

    private final String name;
    private final KnownNumbers known;
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> reserved = new LinkedHashSet<>();
    private final Map<String, Integer> nextNumber = new LinkedHashMap<>();
    private final Map<String, Value> variables = new LinkedHashMap<>();
    private final Map<String, Value> assigns = new LinkedHashMap<>();
    private Value absent;

    /** An empty graph. */
    public Graph(String name) {
        this(name, new KnownNumbers(variable -> null));
    }

    /** An empty graph whose constant operands may be what {@code known} knows. */
    public Graph(String name, KnownNumbers known) {
        this.name = name;
        this.known = known;
    }

    private static OpDef source(String type, String summary) {
        return OpDef.named(type)
                .summary(summary)
                .output("Y", "the content")
                .types(site -> site.inputs())
                .kernel(o -> {})
                .example(new Example(Map.of(), List.of(), List.of()))
                .sample(new Sample(Map.of(), List.of()))
                .build();
    }

    /** The graph's name. */
    public String name() {
        return name;
    }

    /** The nodes, each after those whose results it reads. */
    public List<Node> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** The variables that are read, by name. */
    public Map<String, Value> variables() {
        return Collections.unmodifiableMap(variables);
    }

    /** The assign table: variable to the value it takes when the step ends. */
    public Map<String, Value> assigns() {
        return Collections.unmodifiableMap(assigns);
    }

    /**
     * The content of variable {@code variable} at the start of the step; the same value each time.
     *
     * @throws IllegalArgumentException if it was asked for before with another type, or another
     *     node has its name
     */
    public Value variable(String variable, ArrayType type) {
        Value known = variables.get(variable);
        if (known == null) {
            if (!reserved.remove(variable) && names.contains(variable)) {
                throw new IllegalArgumentException(
                        "\"%s\" is the name of another node of graph \"%s\"; ask for the variable before that node is appended, or name one of them otherwise"
                                .formatted(variable, name));
            }
            names.remove(variable); // taken, if at all, for this
            known = addSource(VARIABLE, variable, type, null);
            variables.put(variable, known);
        } else if (!known.type().equals(type)) {
            throw new IllegalArgumentException(
                    "Variable \"%s\" is %s, but was asked for as %s"
                            .formatted(variable, known.type(), type));
        }
        return known;
    }

    /**
     * Keeps a name for a variable that will be asked for later: no other node gets it. Names that
     * nodes have already stay theirs.
     */
    public void reserve(String variable) {
        if (names.add(variable)) {
            reserved.add(variable);
        }
    }

    /** Numbers that never change; the array must not be written afterwards. */
    public Value constant(String wishedName, NDArray numbers) {
        return addSource(CONSTANT, wishedName, numbers.type(), numbers);
    }

    /**
     * What stands in a node's inputs for an optional one that is left out before others: a constant
     * of no numbers, the same each time.
     */
    public Value absent() {
        if (absent == null) {
            absent = constant("absent", NDArray.zeros(Operand.ABSENT));
        }
        return absent;
    }

    private Value addSource(OpDef op, String wished, ArrayType type, NDArray constant) {
        type.shape().intSize(); // refuses what no array holds
        Attrs none = Attrs.check(op, Map.of());
        Node node =
                new Node(
                        this,
                        op,
                        uniqueName(wished),
                        none,
                        Node.Settings.NONE,
                        List.of(),
                        List.of(type),
                        constant);
        nodes.add(node);
        return node.output(0);
    }

    /** Appends a node without wishes about where it runs. */
    public Node append(String wishedName, OpDef op, Map<String, ?> attrs, Value... inputs) {
        return append(wishedName, op, attrs, Node.Settings.NONE, List.of(inputs));
    }

    /**
     * Appends a node and infers the types of its outputs.
     *
     * @param wishedName its name; where it is taken, a number is added
     * @param attrs attributes by name, checked against the operator's
     * @throws IllegalArgumentException if attributes or inputs do not fit the operator, or an input
     *     is a value of another graph; the message names the node, and says what was expected and
     *     found
     */
    public Node append(
            String wishedName,
            OpDef op,
            Map<String, ?> attrs,
            Node.Settings settings,
            List<Value> inputs) {
        try {
            requireOwn(inputs);
            Map<String, Object> all = Attrs.inOrder(attrs);
            List<Value> operands = new ArrayList<>(inputs);
            ConstantOperands.take(op, known, all, operands);
            Attrs checked = Attrs.check(op, all);
            List<ArrayType> outputTypes =
                    op.infer(checked, operands.stream().map(Value::type).toList());
            outputTypes.forEach(type -> type.shape().intSize()); // refuses what no array holds
            String unique = uniqueName(wishedName);
            Node node = new Node(this, op, unique, checked, settings, operands, outputTypes, null);
            nodes.add(node);
            return node;
        } catch (IllegalArgumentException | ArithmeticException e) {
            String where = settings.origin().isEmpty() ? "" : " (" + settings.origin() + ")";
            throw new IllegalArgumentException(
                    "%s \"%s\"%s: %s [inputs: %s]"
                            .formatted(
                                    op.type(),
                                    wishedName,
                                    where,
                                    e.getMessage(),
                                    inputs.isEmpty() ? "none" : describe(inputs)),
                    e);
        }
    }

    /**
     * Appends a copy of a node of another graph, with inputs of this one. Where they are of the
     * same types, its outputs are known to be so too. The copy of a variable is the variable of
     * that name here.
     */
    public Node appendCopy(Node node, List<Value> inputs) {
        if (node.isVariable()) {
            return variable(node.name(), node.output(0).type()).node();
        }
        if (node.isConstant()) {
            return constant(node.name(), node.constant()).node();
        }
        requireOwn(inputs);
        if (!sameTypes(node.inputs(), inputs)) {
            return append(node.name(), node.op(), node.attrs().given(), node.settings(), inputs);
        }
        List<ArrayType> outputs = node.outputs().stream().map(Value::type).toList();
        String unique = uniqueName(node.name());
        Node copy =
                new Node(
                        this,
                        node.op(),
                        unique,
                        node.attrs(),
                        node.settings(),
                        inputs,
                        outputs,
                        null);
        nodes.add(copy);
        return copy;
    }

    private void requireOwn(List<Value> values) {
        for (Value value : values) {
            Graph owner = value.node().graph();
            if (owner != this) {
                throw new IllegalArgumentException(
                        "\"%s\" is a value of another graph, \"%s\"; hand it in as a variable of \"%s\""
                                .formatted(value, owner.name, name));
            }
        }
    }

    private static boolean sameTypes(List<Value> some, List<Value> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = some.get(i).type().equals(others.get(i).type());
        }
        return same;
    }

    private static String describe(List<Value> values) {
        return values.stream().map(v -> v + " " + v.type()).collect(Collectors.joining(", "));
    }

    private String uniqueName(String wished) {
        if (names.add(wished)) {
            return wished;
        }
        int number = nextNumber.getOrDefault(wished, 1);
        while (!names.add(wished + "_" + number)) {
            number++;
        }
        nextNumber.put(wished, number + 1); // the smaller ones are taken for good
        return wished + "_" + number;
    }

    /**
     * Lets {@code variable} take {@code value} when the step ends, instead of any earlier choice.
     *
     * @throws IllegalArgumentException if it is a value of another graph
     */
    public void assign(String variable, Value value) {
        requireOwn(List.of(value));
        assigns.put(variable, value);
    }

    /** Whether running it changes anything but its variables: prints, say, or writes files. */
    public boolean hasEffect() {
        return nodes.stream().anyMatch(Node::hasEffect);
    }

    /** The graph as text; see {@link GraphPrinter}. */
    @Override
    public String toString() {
        return GraphPrinter.print(this);
    }
}
