package org.duograph.workspace.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The gradient of one operator while a {@link GradientMaker} writes it: the names of its blobs and
 * of their gradients, and the operators written so far.
 *
 * <p>Device, engine and, unless the maker says otherwise, the arguments of the forward operator
 * carry over to the gradient operators.
 */
public final class OperatorGradient {
    private final OperatorDef forward;
    private final Function<String, Shape> shapes;
    private final List<String> outputGradients;
    private final String[] inputGradients;
    private final List<OperatorDef.Builder> operators = new ArrayList<>();
    private final Set<Integer> readInputs = new LinkedHashSet<>();
    private final Set<Integer> readOutputs = new LinkedHashSet<>();
    private int inputOfRows = -1;
    private boolean copyArguments = true;

    OperatorGradient(
            OperatorDef forward, Function<String, Shape> shapes, List<String> outputGradients) {
        this.forward = forward;
        this.shapes = shapes;
        this.outputGradients = outputGradients;
        this.inputGradients = new String[forward.getInputCount()];
    }

    /** The operator whose gradient this is. */
    public OperatorDef forward() {
        return forward;
    }

    /** The forward operator's arguments. */
    public Args args() {
        return Args.of(forward);
    }

    /** How many inputs the forward operator has. */
    public int inputCount() {
        return forward.getInputCount();
    }

    /** The name of input {@code i}, to be read by a gradient operator. */
    public String input(int i) {
        readInputs.add(i);
        return forward.getInput(i);
    }

    /** Whether the shape of input {@code i} is known to be another than that of the output. */
    public boolean isStretched(int i) {
        Shape input = shapes.apply(forward.getInput(i));
        Shape output = shapes.apply(forward.getOutput(0));
        return input != null && output != null && !input.equals(output);
    }

    /** The name of output {@code i}, to be read by a gradient operator. */
    public String output(int i) {
        if (i >= forward.getOutputCount()) {
            throw new IllegalArgumentException(
                    "its gradient needs its output %d, but it has only %d"
                            .formatted(i, forward.getOutputCount()));
        }
        readOutputs.add(i);
        return forward.getOutput(i);
    }

    /** Whether anything that is asked for depends on output {@code i}. */
    public boolean hasOutputGradient(int i) {
        return outputGradients.get(i) != null;
    }

    /** The gradient of output {@code i}; where nothing depends on that output, zeros. */
    public String outputGradient(int i) {
        String gradient = outputGradients.get(i);
        if (gradient == null) {
            gradient = output(i) + "_autogen_zero_grad";
            operators.add(
                    written(
                            "ConstantFill",
                            List.of(output(i)),
                            List.of(gradient),
                            Ops.arg("value", 0f)));
            outputGradients.set(i, gradient);
        }
        return gradient;
    }

    /** The name for the gradient of input {@code i}; asking says that it will be written. */
    public String inputGradient(int i) {
        inputGradients[i] = forward.getInput(i) + "_grad";
        return inputGradients[i];
    }

    /** Says that the gradient of input {@code i} is an existing blob: nothing to compute. */
    public void passTo(int i, String gradient) {
        inputGradients[i] = gradient;
    }

    /**
     * Says that the gradient of input {@code i} is of some rows only: their numbers, and the
     * gradient of each. Caffe2 calls it a {@code GradientSlice}; the blobs are {@link
     * GradientOfRows}'s.
     */
    void ofRows(int i, String indices, String values) {
        inputOfRows = i;
        GradientOfRows rows = new GradientOfRows(inputGradient(i));
        add("Copy", List.of(indices), List.of(rows.indices()));
        add("Copy", List.of(values), List.of(rows.values()));
    }

    /** The input whose gradient is of some rows only, or -1. */
    int inputOfRows() {
        return inputOfRows;
    }

    /** Appends an operator. */
    public void add(String type, List<String> inputs, List<String> outputs, Argument... args) {
        operators.add(written(type, inputs, outputs, args));
    }

    /** Appends an operator that has a name. */
    void addNamed(
            String name, String type, List<String> inputs, String output, List<Argument> args) {
        Argument[] arguments = args.toArray(Argument[]::new);
        operators.add(written(type, inputs, List.of(output), arguments).setName(name));
    }

    private static OperatorDef.Builder written(
            String type, List<String> inputs, List<String> outputs, Argument... args) {
        return Ops.operator(type, inputs, outputs, args).toBuilder()
                .setName("")
                .setIsGradientOp(true);
    }

    /** Says that the gradient operators do not take the forward operator's arguments over. */
    public OperatorGradient withoutArguments() {
        copyArguments = false;
        return this;
    }

    /** The operators, complete. */
    List<OperatorDef.Builder> operators() {
        for (OperatorDef.Builder op : operators) {
            boolean zeros = op.getType().equals("ConstantFill");
            if (copyArguments && !zeros) {
                op.addAllArg(forward.getArgList());
            }
            if (forward.hasDeviceOption()) {
                op.setDeviceOption(forward.getDeviceOption());
            }
            if (forward.hasEngine() && !zeros) {
                op.setEngine(forward.getEngine());
            }
        }
        return operators;
    }

    /** The inputs that the maker asked for. */
    Set<Integer> readInputs() {
        return readInputs;
    }

    /** The outputs that the maker asked for. */
    Set<Integer> readOutputs() {
        return readOutputs;
    }

    /** For each output the name of its gradient, or null where it has none. */
    List<String> outputGradients() {
        return outputGradients;
    }

    /** For each input the name of its gradient, or null where it has none. */
    List<String> inputGradients() {
        return Arrays.asList(inputGradients);
    }
}
