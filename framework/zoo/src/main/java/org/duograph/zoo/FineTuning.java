package org.duograph.zoo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duograph.data.Images;
import org.duograph.data.Picture;
import org.duograph.data.PixelReader;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;
import org.duograph.workspace.ImageCard;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.GivenTensors;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.model.Parameter.Kind;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * A model that learns to tell other classes apart than it was made for. Its last layer gives way to
 * a new one, with a row for each new class; all other layers keep what they learnt long ago on many
 * images, or go on learning slowly. So a few images are enough.
 *
 * <pre>{@code
 * FineTuning tuning = new FineTuning(workspace, model, photos.classNames(), 0.01, 0);
 * for (int epoch = 0; epoch < 10; epoch++) {
 *     double loss = tuning.epoch(photos.train(), 32, epoch, (images, mean) -> {});
 * }
 * ZooModel mine = tuning.model(card);
 * }</pre>
 *
 * <p>Batch normalisation goes on with the means and variances that it has.
 */
public final class FineTuning {
    private static final String LABEL = "label";
    private static final String LOSS = "loss";
    private static final float MOMENTUM = 0.9f;

    /** Operators that learn: their second input is weights, and the third, if any, a bias. */
    private static final List<String> LAYERS =
            List.of("FC", "Conv", "ConvTranspose", "SpatialBN", "PRelu");

    private final Workspace workspace;
    private final ZooModel base;
    private final List<String> classes;
    private final ModelHelper training;

    /** Is told how an epoch goes. */
    @FunctionalInterface
    public interface Progress {
        /**
         * After each batch.
         *
         * @param images how many have been seen in this epoch
         * @param loss the mean so far
         */
        void at(int images, double loss);
    }

    /**
     * A model with a new last layer, which has learnt nothing yet.
     *
     * @param workspace where it learns; its seed decides how the new layer starts
     * @param model what is there
     * @param classes the names of the new classes
     * @param rate the learning rate of the new layer
     * @param restRate that of all other layers; with 0 they stay as they are
     * @throws IllegalArgumentException if the model does not end in a layer that can be replaced
     */
    public FineTuning(
            Workspace workspace,
            ZooModel model,
            List<String> classes,
            double rate,
            double restRate) {
        if (!(rate > 0) || !(restRate >= 0)) {
            throw new IllegalArgumentException(
                    "The new layer needs a learning rate above 0, and the others one of at least 0, found %s and %s"
                            .formatted(rate, restRate));
        }
        this.workspace = workspace;
        this.base = model;
        this.classes = List.copyOf(classes);
        this.training = new ModelHelper(model.card().name() + "_fine_tuning");
        workspace.runNetOnce(model.init());
        int last = lastLayer();
        OperatorDef layer = model.predict().getOp(last);
        startAnew(layer);
        addForward(restRate > 0 ? firstLayer() : last);
        if (restRate > 0) {
            model.predict().getOpList().forEach(this::addParameters);
        } else {
            addParameters(layer);
        }
        training.addGradientOperators(LOSS);
        for (String slow : training.params()) {
            if (!layer.getInputList().contains(slow)) {
                slowDown(slow, restRate / rate);
            }
        }
        Optimizers.sgd(rate).momentum(MOMENTUM).nesterov(false).build(training);
        workspace.runNetOnce(training.paramInitNet());
        workspace.createNet(training);
    }

    /** The place of the last operator with weights that {@code init} fills. */
    private int lastLayer() {
        NetDef net = base.predict();
        for (int i = net.getOpCount() - 1; i >= 0; i--) {
            OperatorDef op = net.getOp(i);
            boolean layer = List.of("FC", "Conv").contains(op.getType());
            if (layer && op.getInputCount() == 3 && workspace.hasTensor(op.getInput(1))) {
                return i;
            }
        }
        throw new IllegalArgumentException(
                "Model \"%s\" can't be fine-tuned: it has no layer FC or Conv with weights and a bias, which a new one could replace"
                        .formatted(base.card().name()));
    }

    /** The place of the first operator that can learn. */
    private int firstLayer() {
        int first = 0;
        while (!LAYERS.contains(base.predict().getOp(first).getType())) {
            first++;
        }
        return first;
    }

    /** Fills a layer's weights and bias anew, with a row for each class. */
    private void startAnew(OperatorDef layer) {
        int[] shape = workspace.type(layer.getInput(1)).shape().toArray();
        shape[0] = classes.size();
        ModelHelper fresh = new ModelHelper("fresh");
        fresh.createParam(layer.getInput(1), Shape.of(shape), Initializer.xavier(), Kind.WEIGHT);
        Shape bias = Shape.of(classes.size());
        fresh.createParam(layer.getInput(2), bias, Initializer.constant(0), Kind.BIAS);
        workspace.runNetOnce(fresh.paramInitNet());
    }

    /**
     * Adds the operators from pictures to the loss.
     *
     * @param first the first that learns; no gradient goes further back
     */
    private void addForward(int first) {
        String scores = base.card().output();
        List<OperatorDef> ops = new ArrayList<>(base.predict().getOpList());
        OperatorDef end = ops.get(ops.size() - 1);
        if (end.getType().equals("Softmax") && end.getOutputList().contains(scores)) {
            ops.remove(end);
            scores = end.getInput(0);
        }
        OperatorDef layer = ops.get(first);
        String read = layer.getInput(0);
        String kept = read + "_kept";
        ops.set(first, layer.toBuilder().setInput(0, kept).build());
        ops.add(first, Ops.operator("StopGradient", List.of(read), List.of(kept)));
        training.net().addAll(ops);
        training.op("SoftmaxWithLoss", List.of(scores, LABEL), List.of("probabilities", LOSS));
    }

    /** Declares what an operator can learn. */
    private void addParameters(OperatorDef op) {
        boolean learns = LAYERS.contains(op.getType());
        for (int i = 1; learns && i < Math.min(3, op.getInputCount()); i++) {
            training.addParameter(op.getInput(i), i == 1 ? Kind.WEIGHT : Kind.BIAS);
        }
    }

    /** A smaller gradient is a smaller learning rate. */
    private void slowDown(String parameter, double factor) {
        String gradient = training.paramToGrad().get(parameter);
        String small =
                training.op(
                        "Scale", gradient, gradient + "_slow", Ops.arg("scale", (float) factor));
        training.setGradient(parameter, small);
    }

    /** How many numbers learn. */
    public long learntNumbers() {
        return training.params().stream()
                .mapToLong(name -> workspace.type(name).shape().size())
                .sum();
    }

    /**
     * Learns from all images once, in an order of the epoch's own.
     *
     * @param batch how many at a time
     * @param epoch its number, from 0
     * @return the mean loss
     */
    public double epoch(Images images, int batch, int epoch, Progress progress) throws IOException {
        int[] order = order(images.count(), epoch);
        double sum = 0;
        try (PixelReader reader = images.open()) {
            for (int from = 0; from < order.length; from += batch) {
                int to = Math.min(order.length, from + batch);
                List<Picture> pictures = new ArrayList<>();
                int[] labels = new int[to - from];
                for (int i = from; i < to; i++) {
                    byte[] pixels = new byte[images.shape().size()];
                    reader.read(order[i], pixels);
                    pictures.add(new Picture(images.shape(), pixels));
                    labels[i - from] = images.label(order[i]);
                }
                sum += step(pictures, labels) * labels.length;
                progress.at(to, sum / to);
            }
        }
        return sum / order.length;
    }

    private static int[] order(int count, int epoch) {
        int[] order = IntStream.range(0, count).toArray();
        Philox random = Philox.of(0, "shuffle", epoch);
        for (int i = count - 1; i > 0; i--) { // Fisher and Yates
            int j = random.below(i, i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** One step: learns from some pictures and gives the loss of before. */
    public double step(List<Picture> pictures, int... labels) {
        workspace.feedBlob(base.card().pictures().blob(), base.card().pictures().input(pictures));
        workspace.feedBlob(LABEL, NDArray.of(Shape.of(labels.length), labels));
        workspace.runNet(training.net().name());
        return workspace.fetchBlob(LOSS).item();
    }

    /**
     * The model as it is now.
     *
     * @param card says what it is; its classes are the new ones
     */
    public ZooModel model(ModelCard card) {
        NetDef predict = base.predict().toBuilder().setName(card.name() + "_predict").build();
        ImageCard old = ImageCard.of(predict);
        if (!old.classNames().isEmpty()) {
            predict = new ImageCard(old.input(), old.pixels(), classes).on(predict);
        }
        NetDef.Builder init = NetDef.newBuilder().setName(card.name() + "_init");
        for (String blob : predict.getExternalInputList()) {
            if (!blob.equals(card.pictures().blob())) {
                init.addAllOp(GivenTensors.operators(blob, workspace.fetchBlob(blob)));
            }
        }
        return new ZooModel(card, init.build(), predict);
    }
}
