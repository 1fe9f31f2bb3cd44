package org.duograph.workspace.model;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.duograph.workspace.control.ControlNets;

/**
 * Choices and loops in a model, Caffe2's {@code brew.cond} and {@code brew.loop}. What runs in them
 * is written by lambdas, which are handed a model of their own: it has the parameters and the
 * inputs of the model around it, so that layers in it are learnt as all others.
 *
 * <pre>{@code
 * ControlFlow.cond(
 *         model,
 *         "is_day",
 *         List.of("y"),
 *         then -> Brew.fc(then, "x", "y", 10),
 *         otherwise -> Brew.fc(otherwise, "x", "y", 10, weightInit("night_w")));
 * }</pre>
 */
public final class ControlFlow {
    private ControlFlow() {}

    /**
     * Runs layers if a condition holds, and others if it does not.
     *
     * @param condition a blob that holds one bool
     * @param results blobs that both write and that are read after; those that the model has
     *     already need not be named
     * @param then writes the first layers
     * @param otherwise writes the others
     */
    public static void cond(
            ModelHelper model,
            String condition,
            List<String> results,
            Consumer<ModelHelper> then,
            Consumer<ModelHelper> otherwise) {
        ModelHelper yes = inner(model, "then");
        then.accept(yes);
        ModelHelper no = inner(model, "else");
        otherwise.accept(no);
        Predicate<String> visible = Set.copyOf(results)::contains;
        ControlNets.addIf(
                model.net(), condition, visible.or(model::isVisible), yes.net(), no.net());
    }

    /**
     * Runs layers as long as a condition holds.
     *
     * @param condition writes the operators that compute it, which run before each time, and
     *     returns the blob with one bool
     * @param body writes the layers
     */
    public static void loop(
            ModelHelper model,
            Function<ModelHelper, String> condition,
            Consumer<ModelHelper> body) {
        ModelHelper asked = inner(model, "condition");
        String holds = condition.apply(asked);
        ModelHelper once = inner(model, "body");
        body.accept(once);
        ControlNets.addWhile(model.net(), holds, model::isVisible, once.net(), asked.net(), null);
    }

    private static ModelHelper inner(ModelHelper model, String what) {
        return model.inner(model.net().name() + "/" + what);
    }
}
