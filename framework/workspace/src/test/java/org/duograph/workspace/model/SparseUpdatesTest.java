package org.duograph.workspace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duograph.workspace.io.Ops.arg;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A table in which rows are looked up learns in these rows, and stays elsewhere. */
class SparseUpdatesTest {
    private static final int ROWS = 6;
    private static final int SIZE = 2;

    /** An optimizer, made anew for each model. */
    private record Case(String name, Supplier<Optimizer<?>> optimizer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> optimizers() {
        return Stream.of(
                new Case("sgd", () -> Optimizers.sgd(0.1)),
                new Case("momentum", () -> Optimizers.sgd(0.1).momentum(0.9)),
                new Case("classical", () -> Optimizers.sgd(0.1).momentum(0.9).nesterov(false)),
                new Case("clipped", () -> Optimizers.sgd(0.1).maxGradientNorm(1e6)),
                new Case("adagrad", () -> Optimizers.adagrad(0.1)),
                new Case("adam", () -> Optimizers.adam(0.1)));
    }

    /** The loss is the sum of the squares of the rows that were looked up, times factors. */
    private static ModelHelper model(String name, boolean sparse, Optimizer<?> optimizer) {
        ModelHelper model = new ModelHelper(name);
        NDArray start = NDArray.of(Shape.of(ROWS, SIZE), 1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        String table =
                model.createParam(
                        "table", start.shape(), Initializer.given(start), Parameter.Kind.WEIGHT);
        String rows;
        if (sparse) {
            rows = model.op("Gather", List.of(table, "ids"), "rows");
        } else {
            String hot = model.op("OneHot", "ids", "hot", arg("index_size", ROWS));
            String numbers = model.op("Cast", hot, "numbers", arg("to", "float"));
            String constant = model.op("StopGradient", numbers, "constant");
            rows = model.op("MatMul", List.of(constant, table), "rows");
        }
        String squares = model.op("Sqr", rows, "squares");
        String product = model.op("Mul", List.of(squares, "factors"), "product");
        model.addGradientOperators(model.op("SumElements", product, "loss"));
        optimizer.build(model);
        return model;
    }

    private static void run(Workspace workspace, ModelHelper model, int... ids) {
        workspace.feedBlob("ids", NDArray.of(Shape.of(ids.length), ids));
        float[] factors = new float[ids.length * SIZE];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = 0.1f + 0.01f * i;
        }
        workspace.feedBlob("factors", NDArray.of(Shape.of(ids.length, SIZE), factors));
        if (!workspace.nets().contains(model.net().name())) {
            workspace.runNetOnce(model.paramInitNet());
            workspace.createNet(model);
        }
        workspace.runNet(model.net().name());
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void rowsTakeTheStepsOfADenseGradientThoughLookedUpTwice(Case test) {
        try (Workspace sparse = new Workspace("java", 0);
                Workspace dense = new Workspace("java", 0)) {
            ModelHelper one = model("sparse", true, test.optimizer.get());
            ModelHelper other = model("dense", false, test.optimizer.get());
            for (int i = 0; i < 3; i++) {
                run(sparse, one, 0, 2, 2, 4);
                run(dense, other, 0, 2, 2, 4);
                assertThat(sparse.fetchBlob("table").toDoubles())
                        .containsExactly(dense.fetchBlob("table").toDoubles(), within(1e-5));
            }
            assertThat(sparse.fetchBlob("table").get(2, 0)).isNotEqualTo(5);
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void rowsThatWereNotLookedUpStay(Case test) {
        try (Workspace workspace = new Workspace("java", 0)) {
            ModelHelper model = model("sparse", true, test.optimizer.get());
            run(workspace, model, 0, 2, 2, 4);
            NDArray before = workspace.fetchBlob("table");
            run(workspace, model, 1, 1, 4, 5);
            NDArray after = workspace.fetchBlob("table");
            for (int row : new int[] {0, 2, 3}) {
                assertThat(after.get(row, 0)).isEqualTo(before.get(row, 0));
                assertThat(after.get(row, 1)).isEqualTo(before.get(row, 1));
            }
            for (int row : new int[] {1, 4, 5}) {
                assertThat(after.get(row, 0)).isNotEqualTo(before.get(row, 0));
            }
        }
    }

    @Test
    void whatWouldChangeAllRowsIsRefused() {
        assertThatThrownBy(() -> model("a", true, Optimizers.rmsProp(0.1)))
                .hasMessageContaining("RmsProp can't change the rows of \"table\"");
        assertThatThrownBy(() -> model("b", true, Optimizers.adagrad(0.1).decay(0.9)))
                .hasMessageContaining("leave decay out");
        assertThatThrownBy(() -> model("c", true, Optimizers.sgd(0.1).weightDecay(0.1)))
                .hasMessageContaining("Weight decay would change all rows of \"table\"");
    }
}
