package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.duograph.tensor.DType;
import org.junit.jupiter.api.Test;

class OperatorsTest {
    private static final List<OperatorCases> TABLES =
            List.of(
                    new FunctionsTest(),
                    new ArithmeticTest(),
                    new ReductionsTest(),
                    new ShapesTest(),
                    new IndicesTest(),
                    new ImagesTest(),
                    new ActivationsTest(),
                    new VariablesTest(),
                    new TrainingTest(),
                    new ChecksTest(),
                    new SequencesTest());

    @Test
    void everyOperatorHasACase() {
        TreeSet<String> left = new TreeSet<>(Operators.types());
        TABLES.forEach(table -> table.cases().forEach(c -> left.remove(c.type())));
        left.removeAll(VariablesTest.TYPES);
        left.removeAll(RandomsTest.TYPES);
        left.removeAll(ChecksTest.TYPES);
        left.removeAll(CallsTest.TYPES);
        left.removeIf(type -> type.matches("(Stateless)?(If|While)")); // ControlFlowTest
        left.removeIf(type -> type.startsWith("TensorArray")); // TensorArrayTest
        left.removeIf(type -> type.matches("\\w+Summary(V2)?")); // SummariesTest
        left.removeAll(Set.of("Recurrence", "LSTM", "GRU", "RNN")); // CellsTest, RnnTest
        left.remove("LossScale"); // MixedPrecisionLossScaleOptimizerTest
        left.removeIf(TaskOperators::isOne); // done by no plan: ClusterSessionTest, ProcessesTest
        assertThat(left).isEmpty();
    }

    @Test
    void anOperatorThatIsUnknownIsAnsweredWithTheNearestName() {
        assertThatThrownBy(() -> Operators.get("MatMull"))
                .hasMessageContaining("Op type not registered 'MatMull'")
                .hasMessageContaining("MatMul");
    }

    @Test
    void attributesThatAreMissingUnknownOrOfAnotherKindAreRefusedInTensorFlowsWords() {
        Operator placeholder = Operators.get("Placeholder");
        assertThatThrownBy(() -> placeholder.check(Map.of(), List.of()))
                .hasMessageContaining("NodeDef missing attr 'dtype' from Op<name=Placeholder");
        assertThatThrownBy(
                        () ->
                                placeholder.check(
                                        Map.of("foo", Attributes.message(AttrDef.Kind.INT, 1)),
                                        List.of()))
                .hasMessageContaining("NodeDef mentions attr 'foo' not in Op<name=Placeholder");
        assertThatThrownBy(
                        () ->
                                Operators.get("Add")
                                        .check(Map.of(), List.of(DType.FLOAT32, DType.INT32)))
                .hasMessageContaining("was passed int32 incompatible with expected float");
    }
}
