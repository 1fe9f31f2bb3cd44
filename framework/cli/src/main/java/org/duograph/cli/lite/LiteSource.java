package org.duograph.cli.lite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.cli.options.Feeds;
import org.duograph.cli.options.GraphFetches;
import org.duograph.lite.convert.LiteConverter;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.Plans;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.zoo.Preprocessing;

/** A model of any kind: its translation, and the engine that runs it as it is. Close it. */
final class LiteSource implements AutoCloseable {
    private final ImportedModel model;
    private final LiteConverter converter;
    private Placement placement; // the engine, from the first run on
    private State state;
    private Plans plans;

    private LiteSource(ImportedModel model) {
        this.model = model;
        this.converter =
                LiteConverter.of(model.graph(), model.content(), model.inputs(), model.outputs());
    }

    /**
     * Opens a model of any of the kinds that {@link LiteImports} reads.
     *
     * @throws IllegalArgumentException if the type of an input is not known and not fed
     * @throws UnsupportedOperationException if operators can't be translated
     */
    static LiteSource open(Path path, Feeds feeds, GraphFetches fetches) throws IOException {
        return new LiteSource(LiteImports.read(path, feeds, fetches));
    }

    /** The translation. */
    LiteConverter converter() {
        return converter;
    }

    /** The names of its inputs. */
    List<String> inputs() {
        return model.inputs();
    }

    /** The types of its inputs, in the same order. */
    List<ArrayType> types() {
        return model.types();
    }

    /** The names of its outputs. */
    List<String> outputs() {
        return model.outputs();
    }

    /** How pictures become its input; null if nobody says. */
    Preprocessing pictures() {
        return model.pictures();
    }

    /** What the model makes of arrays, one for each input, on the best backend there is. */
    List<NDArray> run(List<NDArray> arrays) {
        if (plans == null) {
            placement = Placement.ofBest();
            state = new State();
            for (String variable : model.graph().variables().keySet()) {
                if (!model.inputs().contains(variable)) {
                    state.feed(variable, model.content().apply(variable));
                }
            }
            plans =
                    new Plans(
                            (typeOf, known) -> model.graph(),
                            placement,
                            state,
                            Plan.Options.DEFAULT,
                            1);
        }
        for (int i = 0; i < arrays.size(); i++) {
            state.feed(model.inputs().get(i), arrays.get(i));
        }
        plans.run(0);
        return model.outputs().stream().map(state::fetch).toList();
    }

    @Override
    public void close() {
        if (plans != null) {
            plans.close();
            state.close();
            placement.close();
        }
    }
}
