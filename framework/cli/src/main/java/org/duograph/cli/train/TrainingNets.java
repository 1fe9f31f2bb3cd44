package org.duograph.cli.train;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.duograph.cli.options.NetInputs;
import org.duograph.cli.options.NetInputs.Input;
import org.duograph.graph.Suggestion;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Parameter;
import org.duograph.workspace.model.Parameter.Kind;
import org.duograph.workspace.model.PredictorNet;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The nets that come of one forward net: one to initialise the parameters, one to train them, one
 * to test them, one to use them.
 *
 * @param init fills the parameters and what the optimizer keeps
 * @param train one step: forward, backward, update
 * @param test the scores of a batch
 * @param use the scores of images without labels; its parameters beside it
 * @param parameters those of the train net
 * @param kept the blobs that live from step to step: what a snapshot holds
 * @param learntNumbers how many numbers are learnt
 */
record TrainingNets(
        NetDef init,
        NetDef train,
        NetDef test,
        PredictorNet use,
        List<Parameter> parameters,
        List<String> kept,
        long learntNumbers) {
    /** The blob with the images. */
    static final String DATA = "data";

    /** The blob with the class numbers. */
    static final String LABEL = "label";

    /**
     * Makes the nets.
     *
     * @param workspace holds parameters that an init net has filled, if there was one
     * @param forward reads {@link #DATA}, {@link #LABEL} and parameters
     * @param data the type of a batch of images
     * @param labels the type of its labels
     * @param steps how many steps the run has; some learning rates depend on it
     * @param loss the blob to make small
     * @param scores the blob with a number per image and class
     * @throws IllegalArgumentException or NoSuchElementException if the net lacks something; the
     *     message says what to add
     */
    static TrainingNets of(
            Workspace workspace,
            NetDef forward,
            ArrayType data,
            ArrayType labels,
            Settings settings,
            int steps,
            String loss,
            String scores) {
        requireBlob(forward, loss, "a loss to make small", "--loss");
        requireBlob(forward, scores, "scores, N x classes, to measure accuracy with", "--scores");
        ModelHelper model = new ModelHelper(forward.getName());
        NetInputs inputs = addParameters(workspace, model, forward, data, labels, settings);
        checkScores(inputs.types().get(scores), labels.shape().dim(0), scores);
        checkLoss(inputs.types().get(loss), loss);
        model.net().addAll(forward.getOpList());
        PredictorNet test = model.extractPredictorNet(List.of(DATA, LABEL), List.of(scores));
        List<OperatorDef> withoutLabels =
                test.net().getOpList().stream().map(TrainingNets::withoutLabels).toList();
        NetDef use =
                test.net().toBuilder()
                        .setName(forward.getName() + "_predict")
                        .clearOp()
                        .addAllOp(withoutLabels)
                        .clearExternalInput()
                        .addExternalInput(DATA)
                        .addAllExternalInput(test.parameters())
                        .build();

        model.addGradientOperators(loss);
        settings.optimizer(steps).build(model);
        model.net().addExternalOutput(loss, scores);
        NetDef train = model.net().proto();
        Set<String> kept = new LinkedHashSet<>();
        model.allParams().forEach(p -> kept.add(p.name()));
        for (OperatorDef op : model.paramInitNet().proto().getOpList()) {
            kept.addAll(op.getOutputList());
        }
        return new TrainingNets(
                model.paramInitNet().proto(),
                train,
                test.net().toBuilder().setName(forward.getName() + "_test").build(),
                new PredictorNet(use, test.parameters()),
                model.allParams(),
                List.copyOf(kept),
                learntNumbers(workspace, model));
    }

    /** Of the net's own parameters and those that an init net has filled. */
    private static long learntNumbers(Workspace workspace, ModelHelper model) {
        return model.allParams().stream()
                .filter(Parameter::isLearnt)
                .map(p -> p.shape() != null ? p.shape() : workspace.type(p.name()).shape())
                .mapToLong(Shape::size)
                .sum();
    }

    private static void requireBlob(NetDef net, String blob, String what, String option) {
        Set<String> written = new LinkedHashSet<>();
        net.getOpList().forEach(op -> written.addAll(op.getOutputList()));
        if (!written.contains(blob)) {
            throw new NoSuchElementException(
                    "net \"%s\" writes no blob \"%s\" (%s)%s (name another with %s; it writes %s)"
                            .formatted(
                                    net.getName(),
                                    blob,
                                    what,
                                    Suggestion.among(blob, written),
                                    option,
                                    Suggestion.list(written)));
        }
    }

    /** Creates what the net reads and nobody wrote, with shapes that follow from the data. */
    private static NetInputs addParameters(
            Workspace workspace,
            ModelHelper model,
            NetDef forward,
            ArrayType data,
            ArrayType labels,
            Settings settings) {
        Map<String, ArrayType> given = new LinkedHashMap<>();
        given.put(DATA, data);
        given.put(LABEL, labels);
        NetInputs inputs = new NetInputs(workspace, forward, given);
        requireRead(forward);
        for (Input input : inputs.missing().values()) {
            ArrayType type = inputs.derived().get(input.blob());
            Initializer start = start(input, settings);
            if (type == null || start == null) {
                inputs.requireGoodBefore(input);
                throw unknown(forward, input, start != null, inputs.suggestion(input));
            }
            model.createParam(input.blob(), type.shape(), start, kind(input));
        }
        addFilled(workspace, model, forward);
        return inputs;
    }

    /** Fails if the net does not read the images, or writes over what it is fed. */
    private static void requireRead(NetDef forward) {
        Set<String> read = new LinkedHashSet<>();
        Set<String> written = new LinkedHashSet<>();
        for (int i = 0; i < forward.getOpCount(); i++) {
            OperatorDef op = forward.getOp(i);
            op.getInputList().stream().filter(blob -> !written.contains(blob)).forEach(read::add);
            written.addAll(op.getOutputList());
            for (String blob : List.of(DATA, LABEL)) {
                if (op.getOutputList().contains(blob) && !op.getInputList().contains(blob)) {
                    throw new IllegalArgumentException(
                            "operator %d (%s) of net \"%s\" writes blob \"%s\", which train feeds itself; take the operator out"
                                    .formatted(i, op.getType(), forward.getName(), blob));
                }
            }
        }
        if (!read.contains(DATA)) {
            throw new NoSuchElementException(
                    "net \"%s\" does not read the images, blob \"%s\"%s. It reads %s; rename the one that takes them"
                            .formatted(
                                    forward.getName(),
                                    DATA,
                                    Suggestion.among(DATA, read),
                                    read.isEmpty() ? "nothing" : Suggestion.list(read)));
        }
    }

    /** What to say of an input that is no parameter, or one of which not enough is known. */
    private static NoSuchElementException unknown(
            NetDef forward, Input input, boolean isParameter, String suggestion) {
        String place =
                "net \"%s\" reads blob \"%s\" (%s)"
                        .formatted(forward.getName(), input.blob(), input.role());
        return new NoSuchElementException(
                isParameter
                        ? place
                                + ", whose shape is not known. Give the operator arg { name: \"num_output\" i: 10 }, or fill it by --init NET"
                                + suggestion
                        : place
                                + ", which no operator before it writes and which is no parameter of a layer"
                                + (suggestion.isEmpty()
                                        ? "; it reads what other operators write, or what --init NET fills"
                                        : suggestion));
    }

    /** Fails if the scores are known not to be N x classes. */
    private static void checkScores(ArrayType type, int images, String scores) {
        boolean fits =
                type == null
                        || type.shape().rank() >= 2
                                && type.shape().dim(0) == images
                                && type.shape().size() == (long) images * type.shape().dim(1);
        if (!fits) {
            throw new IllegalArgumentException(
                    "Blob \"%s\" is %s, but accuracy needs scores of N x classes for N = %d images; name them with --scores"
                            .formatted(scores, type, images));
        }
    }

    /**
     * Fails if the loss is known not to be one number.
     *
     * @param type its type, or null if it is not known
     */
    static void checkLoss(ArrayType type, String loss) {
        if (type != null && (type.shape().size() != 1 || !type.dtype().isFloating())) {
            throw new IllegalArgumentException(
                    "Blob \"%s\" is %s, but a loss is one floating-point number; name another with --loss, or let AveragedLoss make one number of it"
                            .formatted(loss, type));
        }
    }

    /** Declares the parameters that an init net has filled. */
    private static void addFilled(Workspace workspace, ModelHelper model, NetDef forward) {
        Set<String> seen = new LinkedHashSet<>(List.of(DATA, LABEL));
        for (int i = 0; i < forward.getOpCount(); i++) {
            OperatorDef op = forward.getOp(i);
            for (int k = 0; k < op.getInputCount(); k++) {
                String blob = op.getInput(k);
                if (seen.add(blob) && workspace.hasTensor(blob)) {
                    model.addParameter(blob, kind(new Input(blob, i, op, k)));
                }
            }
            seen.addAll(op.getOutputList());
        }
    }

    private static Kind kind(Input input) {
        boolean statistics = input.op().getType().equals("SpatialBN") && input.index() > 2;
        boolean weights = List.of("Conv", "FC", "ConvTranspose").contains(input.op().getType());
        return statistics ? Kind.COMPUTED : weights && input.index() == 1 ? Kind.WEIGHT : Kind.BIAS;
    }

    /** How a parameter starts, or null if nothing is known about it. */
    private static Initializer start(Input input, Settings settings) {
        return switch (input.op().getType()) {
            case "Conv", "FC" ->
                    input.index() == 0
                            ? null
                            : input.index() == 1
                                    ? settings.weightFiller()
                                    : Initializer.constant(0);
            case "SpatialBN" -> // scale, bias, mean, variance
                    input.index() == 0
                            ? null
                            : Initializer.constant(
                                    input.index() == 1 || input.index() == 4 ? 1 : 0);
            case "PRelu" -> input.index() == 0 ? null : Initializer.constant(0.25);
            default -> null;
        };
    }

    /** The operator without its loss, where it computes scores and loss together. */
    private static OperatorDef withoutLabels(OperatorDef op) {
        return op.getType().equals("SoftmaxWithLoss")
                ? Ops.operator("Softmax", List.of(op.getInput(0)), List.of(op.getOutput(0)))
                : op;
    }
}
