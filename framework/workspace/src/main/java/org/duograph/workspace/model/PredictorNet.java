package org.duograph.workspace.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.TensorProto;

/**
 * The part of a trained net that predicts, without its losses, gradients and optimizers.
 *
 * <p>Dropout and SpatialBN are switched to use: {@code is_test} is set, and outputs that only
 * training needs are dropped. {@link #onPixels} puts the normalisation of images into it, and
 * {@link #init} makes the net that fills its parameters.
 *
 * @param net the net; its external inputs are the model's inputs, then its parameters
 * @param parameters the blobs to save beside it
 */
public record PredictorNet(NetDef net, List<String> parameters) {
    /** The operators of {@code trained} that it takes to get from inputs to outputs. */
    static PredictorNet extract(Net trained, List<String> inputs, List<String> outputs) {
        Set<String> needed = new LinkedHashSet<>(outputs);
        List<OperatorDef> ops = new ArrayList<>();
        List<OperatorDef> all = trained.proto().getOpList();
        for (int i = all.size() - 1; i >= 0; i--) {
            OperatorDef op = all.get(i);
            boolean useful =
                    !op.getIsGradientOp()
                            && op.getOutputList().stream()
                                    .anyMatch(o -> needed.contains(o) && !inputs.contains(o));
            if (useful) {
                OperatorDef forUse = forUse(op);
                ops.add(forUse);
                needed.removeAll(forUse.getOutputList());
                needed.addAll(forUse.getInputList());
            }
        }
        Collections.reverse(ops);
        needed.removeAll(inputs);
        for (String output : outputs) {
            if (needed.contains(output)) {
                throw new IllegalArgumentException(
                        "No operator of net \"%s\" computes \"%s\""
                                .formatted(trained.name(), output));
            }
        }
        List<String> parameters = List.copyOf(needed);
        NetDef net =
                NetDef.newBuilder()
                        .setName(trained.name() + "_predict")
                        .addAllOp(ops)
                        .addAllExternalInput(inputs)
                        .addAllExternalInput(parameters)
                        .addAllExternalOutput(outputs)
                        .build();
        return new PredictorNet(net, parameters);
    }

    /**
     * The same net on pixels as they are: it normalises them itself, so that mean and deviation are
     * where they are needed. It takes bytes and floats.
     *
     * @param input the input with the images, N x C x H x W
     * @param mean what to subtract, per channel, in the pixels' own numbers (0 to 255)
     * @param deviation what to divide by after that, per channel, in the pixels' own numbers
     */
    public PredictorNet onPixels(String input, float[] mean, float[] deviation) {
        String normalized = input + "_normalized";
        List<OperatorDef> ops = new ArrayList<>();
        ops.add(
                Ops.operator(
                        "Cast",
                        List.of(input),
                        List.of(input + "_float"),
                        Ops.arg("to", TensorProto.DataType.FLOAT_VALUE)));
        ops.add(constant(input + "_mean", mean));
        ops.add(constant(input + "_deviation", deviation));
        ops.add(
                perChannel(
                        "Sub",
                        List.of(input + "_float", input + "_mean"),
                        List.of(input + "_centered")));
        ops.add(
                perChannel(
                        "Div",
                        List.of(input + "_centered", input + "_deviation"),
                        List.of(normalized)));
        UnaryOperator<String> renamed = blob -> blob.equals(input) ? normalized : blob;
        for (OperatorDef op : net.getOpList()) {
            ops.add(
                    op.toBuilder()
                            .clearInput()
                            .clearOutput()
                            .addAllInput(op.getInputList().stream().map(renamed).toList())
                            .addAllOutput(op.getOutputList().stream().map(renamed).toList())
                            .build());
        }
        return new PredictorNet(net.toBuilder().clearOp().addAllOp(ops).build(), parameters);
    }

    private static OperatorDef constant(String blob, float[] numbers) {
        return Ops.operator(
                "GivenTensorFill",
                List.of(),
                List.of(blob),
                Ops.arg("shape", new int[] {numbers.length}),
                Ops.arg("values", numbers));
    }

    private static OperatorDef perChannel(String type, List<String> inputs, List<String> outputs) {
        return Ops.operator(type, inputs, outputs, Ops.arg("broadcast", 1), Ops.arg("axis", 1));
    }

    /** A net that fills the parameters with numbers as they are now. */
    public NetDef init(Function<String, NDArray> numbers) {
        String name = net.getName().replaceFirst("_predict$", "") + "_init";
        NetDef.Builder fill = NetDef.newBuilder().setName(name);
        for (String parameter : parameters) {
            NDArray array = numbers.apply(parameter);
            fill.addOp(
                    Ops.operator(
                            "GivenTensorFill",
                            List.of(),
                            List.of(parameter),
                            Ops.arg("shape", array.shape().toList()),
                            Ops.arg("values", array.floats())));
        }
        return fill.build();
    }

    private static OperatorDef forUse(OperatorDef op) {
        if (!op.getType().equals("Dropout") && !op.getType().equals("SpatialBN")) {
            return op;
        }
        OperatorDef.Builder use =
                op.toBuilder().clearOutput().addOutput(op.getOutput(0)).clearArg();
        op.getArgList().stream().filter(a -> !a.getName().equals("is_test")).forEach(use::addArg);
        return use.addArg(Ops.arg("is_test", 1)).build();
    }
}
