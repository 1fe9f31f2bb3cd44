package org.duograph.experiments.recurrent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The task as two graphs over the same variables: one gives gradients, one uses them. */
final class DuographTrainer implements Trainer {
    private static final Shape STATE = Shape.of(Task.BATCH, Task.SIZE);
    private static final Shape WEIGHTS = Shape.of(Task.SIZE, 4 * Task.SIZE);
    private static final Shape BIASES = Shape.of(4 * Task.SIZE);

    private final Placement placement = Placement.of(Backends.open(""));
    private final State state = new State();
    private final Plan gradients;
    private final Plan training;

    DuographTrainer() {
        state.feed("x", NDArray.of(Shape.of(Task.STEPS, Task.BATCH, Task.SIZE), Task.sequences()));
        state.feed("rate", NDArray.vector(Task.RATE));
        for (int layer = 0; layer < Task.LAYERS; layer++) {
            parameter("w" + layer, NDArray.of(WEIGHTS, turned(Task.inputWeights(layer))));
            parameter("r" + layer, NDArray.of(WEIGHTS, turned(Task.outputWeights(layer))));
            parameter("b" + layer, NDArray.of(BIASES, Task.biases(layer)));
        }
        gradients = plan(false);
        training = plan(true);
    }

    private void parameter(String name, NDArray numbers) {
        state.feed(name, numbers);
        state.feed(name + "_momentum", NDArray.zeros(numbers.type()));
    }

    /** A column, not a row, for each number of a gate. */
    private static float[] turned(float[] weights) {
        float[] turned = new float[weights.length];
        for (int i = 0; i < Task.SIZE; i++) {
            for (int j = 0; j < 4 * Task.SIZE; j++) {
                turned[i * 4 * Task.SIZE + j] = weights[j * Task.SIZE + i];
            }
        }
        return turned;
    }

    private Plan plan(boolean update) {
        Graph graph = new Graph(update ? "training" : "gradients");
        Map<String, Value> parameters = new LinkedHashMap<>();
        Value y = graph.variable("x", state.type("x"));
        Value zeros = graph.constant("zeros", NDArray.zeros(y.type().withShape(STATE)));
        for (int layer = 0; layer < Task.LAYERS; layer++) {
            List<Value> inputs = new ArrayList<>(List.of(y, zeros, zeros));
            for (String kind : List.of("w", "r", "b")) {
                String name = kind + layer;
                parameters.put(name, graph.variable(name, state.type(name)));
                inputs.add(parameters.get(name));
            }
            y = append(graph, "LSTM", Map.of(), inputs.toArray(Value[]::new)).output(0);
        }
        Value loss = append(graph, "SumSqrElements", Map.of(), y).output(0);
        graph.assign("loss", loss);
        Map<Value, Value> all = Gradients.append(graph, loss, List.copyOf(parameters.values()));
        parameters.forEach((name, w) -> assign(graph, name, w, all.get(w), update));
        Graph compiled = Compiler.compile(graph, placement.target());
        return Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT);
    }

    private void assign(Graph graph, String name, Value w, Value gradient, boolean update) {
        if (!update) {
            graph.assign("d_" + name, gradient);
            return;
        }
        Value momentum = graph.variable(name + "_momentum", w.type());
        Value rate = graph.variables().get("rate");
        rate = rate == null ? graph.variable("rate", state.type("rate")) : rate;
        Map<String, ?> attrs = Map.of("momentum", Task.MOMENTUM);
        Node step = append(graph, "MomentumSGDUpdate", attrs, gradient, momentum, rate, w);
        graph.assign(name + "_momentum", step.output(1));
        graph.assign(name, step.output(2));
    }

    private static Node append(Graph graph, String type, Map<String, ?> attrs, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), attrs, inputs);
    }

    @Override
    public String describe() {
        return "Duograph, " + placement.preferred().description();
    }

    @Override
    public float step(boolean update) {
        (update ? training : gradients).run(0);
        return (float) state.fetch("loss").get(0);
    }

    @Override
    public double gradientSquares() {
        double sum = 0;
        for (double g : state.fetch("d_w0").toDoubles()) {
            sum += g * g;
        }
        return sum;
    }

    @Override
    public void close() {
        gradients.close();
        training.close();
        state.close();
        placement.close();
    }
}
