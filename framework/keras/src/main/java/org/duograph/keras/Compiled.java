package org.duograph.keras;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.duograph.keras.layer.Calling;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.keras.layer.Regularizers;
import org.duograph.keras.layer.Spec;
import org.duograph.keras.layer.Weight;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientOf;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.training.Learner;

/** A network with a loss, metrics and an optimizer: what compile made of it. */
final class Compiled implements Learner {
    private final Network network;
    private final Graph graph;
    private final Goal goal;
    private final Optimizers optimizer;
    private final List<Variable> changed = new ArrayList<>(); // by the optimizer; as it is now
    private final List<Variable> ofOptimizer;
    private final Calling training;
    private final List<Tensor> trained; // the outputs of the net that is trained
    private final List<Tensor> labels = new ArrayList<>();
    private final List<Tensor> weights = new ArrayList<>(); // of samples; empty until asked for
    private final Objective plain;
    private Objective weighted; // null until asked for
    private final Model model;

    /**
     * What is wanted.
     *
     * @param optimizer a text, or an optimizer of the session face
     * @param losses the full name of each output's loss; null for the user's own
     * @param functions what the losses compute
     * @param lossWeights how much each output's loss counts
     * @param metrics of each output
     */
    record Goal(
            Object optimizer,
            List<String> losses,
            List<Loss> functions,
            List<Double> lossWeights,
            List<Spec> metrics) {}

    @SuppressWarnings("try") // scopes are only to be closed
    Compiled(Model model, Network network, Goal goal) {
        this.model = model;
        this.network = network;
        this.graph = network.home().graph();
        this.goal = goal;
        network.used();
        for (Layer layer : network.layers()) {
            for (Weight weight : layer.weights()) {
                if (layer.isTrainable() && weight.trainable()) {
                    changed.add(layer.variable(weight.name()));
                }
            }
        }
        int before = graph.variables().size();
        try (Scope root = graph.nameScope("")) {
            optimizer = Optimizers.of(goal.optimizer(), graph);
            training = new Calling(graph, true);
            try (Scope scope = graph.nameScope("training")) {
                trained = network.append(training);
            }
            makeLabels();
            plain = objective();
        }
        List<Variable> all = graph.variables();
        ofOptimizer = List.copyOf(all.subList(before, all.size()));
        if (!ofOptimizer.isEmpty()) {
            session().run(ofOptimizer.stream().map(Variable::initializer).toArray());
        }
    }

    private void makeLabels() {
        for (int i = 0; i < network.outputs().size(); i++) {
            KerasTensor output = network.outputs().get(i);
            int[] shape = labelShape(i);
            DType dtype = Losses.labels(goal.losses().get(i));
            labels.add(
                    graph.placeholder(
                            Network.name(output) + "_labels", dtype, Network.batch(shape)));
        }
    }

    /** The shape of one sample's label for output {@code i}. */
    int[] labelShape(int i) {
        int[] shape = network.outputs().get(i).shape();
        return isSparse(i) ? Arrays.copyOf(shape, shape.length - 1) : shape;
    }

    /** Whether the labels of output {@code i} are class numbers. */
    boolean isSparse(int i) {
        return Losses.labels(goal.losses().get(i)) == DType.INT32;
    }

    Network network() {
        return network;
    }

    Goal goal() {
        return goal;
    }

    /** The optimizer's text, for files; null if it has none. */
    String optimizer() {
        return optimizer.text();
    }

    /** Whether a file can say what it was compiled for: all of it has names. */
    boolean isNamed() {
        return optimizer.text() != null && goal.losses().stream().allMatch(Objects::nonNull);
    }

    /** The optimizer's variables, in an order that stays the same. */
    List<Variable> ofOptimizer() {
        return ofOptimizer;
    }

    /** The loss that steps make smaller. */
    Tensor loss() {
        return plain.loss();
    }

    /** How many numbers the optimizer changes. */
    long trainableCount() {
        return changed.stream().mapToLong(v -> v.shape().filled(0).size()).sum();
    }

    /** What the numbers of a batch are called, the loss first. */
    private List<String> names() {
        List<String> names = new ArrayList<>(List.of("loss"));
        boolean several = network.outputs().size() > 1;
        for (KerasTensor output : network.outputs()) {
            if (several) {
                names.add(Network.name(output) + "_loss");
            }
        }
        for (KerasTensor output : network.outputs()) {
            for (Spec metric : goal.metrics()) {
                names.add((several ? Network.name(output) + "_" : "") + metric.name());
            }
        }
        return names;
    }

    private Objective objective() {
        List<Tensor> feeds =
                Stream.of(network.placeholders(), labels, weights).flatMap(List::stream).toList();
        List<Tensor> inTraining = numbers(trained, training);
        List<Tensor> inUse = numbers(network.used(), network.using());
        Operation step = changed.isEmpty() ? null : step(inTraining.get(0));
        return new Objective(session(), feeds, names(), inTraining, inUse, step);
    }

    private Operation step(Tensor loss) {
        List<GradientOf> gradients = optimizer.optimizer().computeGradients(loss, changed);
        Operation update = optimizer.optimizer().applyGradients(gradients, null);
        List<Operation> all = new ArrayList<>(List.of(update));
        all.addAll(training.updates());
        return all.size() == 1 ? update : graph.group("train", all.toArray(Operation[]::new));
    }

    /** The loss, the loss of each output if there are several, and the metrics. */
    private List<Tensor> numbers(List<Tensor> outputs, Calling calling) {
        List<Tensor> losses = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Tensor output = outputs.get(i);
            String name = goal.losses().get(i);
            Loss function = goal.functions().get(i);
            Tensor each =
                    Losses.ofSamples(
                            name, function, labels.get(i), output, calling.activated(output));
            losses.add((weights.isEmpty() ? each : each.times(weights.get(i))).mean());
        }
        List<Tensor> numbers = new ArrayList<>();
        numbers.add(total(losses));
        if (losses.size() > 1) {
            numbers.addAll(losses);
        }
        for (int i = 0; i < outputs.size(); i++) {
            for (Spec metric : goal.metrics()) {
                numbers.add(
                        Metrics.of(metric, goal.losses().get(i), labels.get(i), outputs.get(i)));
            }
        }
        return numbers;
    }

    private Tensor total(List<Tensor> losses) {
        Tensor total = null;
        for (int i = 0; i < losses.size(); i++) {
            double weight = goal.lossWeights().get(i);
            Tensor counted = weight == 1 ? losses.get(i) : losses.get(i).times(weight);
            total = total == null ? counted : total.plus(counted);
        }
        for (Layer layer : network.layers()) {
            for (Weight weight : layer.weights()) {
                if (!weight.penalty().isEmpty()) {
                    Tensor content = layer.variable(weight.name()).read();
                    total = total.plus(Regularizers.penalty(content, weight.penalty()));
                }
            }
        }
        return total;
    }

    @SuppressWarnings("try") // the scope is only to be closed
    private Objective of(List<NDArray> batch) {
        if (batch.size() == network.inputs().size() + labels.size()) {
            return plain;
        }
        if (weighted == null) {
            try (Scope root = graph.nameScope("")) {
                for (KerasTensor output : network.outputs()) {
                    String name = Network.name(output) + "_sample_weights";
                    weights.add(graph.placeholder(name, DType.FLOAT32, -1));
                }
                weighted = objective();
            }
        }
        return weighted;
    }

    @Override
    public Map<String, Double> train(List<NDArray> batch) {
        return of(batch).train(batch);
    }

    @Override
    public Map<String, Double> evaluate(List<NDArray> batch) {
        return of(batch).evaluate(batch);
    }

    @Override
    public double learningRate() {
        return session().value(rate()).item();
    }

    @Override
    public void setLearningRate(double learningRate) {
        session().load(rate(), NDArray.scalar((float) learningRate));
    }

    private Variable rate() {
        if (optimizer.rate() == null) {
            throw new IllegalStateException(
                    "The learning rate of an optimizer of the session face is its own; name the"
                            + " optimizer, as \"adam\", or give it a variable as rate");
        }
        return optimizer.rate();
    }

    @Override
    public List<NDArray> weights() {
        return model.getWeights();
    }

    @Override
    public List<String> weightNames() {
        return List.copyOf(model.variables().keySet());
    }

    @Override
    public void setWeights(List<NDArray> contents) {
        model.setWeights(contents);
    }

    @Override
    public void save(Path path) throws IOException {
        model.save(path);
    }

    private Session session() {
        return network.home().session();
    }

    /** Releases its plans. */
    void close() {
        plain.close();
        if (weighted != null) {
            weighted.close();
        }
    }
}
