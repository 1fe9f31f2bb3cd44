package org.duograph.contract;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
    private static final Sample SAMPLE = Sample.of(Map.of(), Shape.of(3), Shape.of(3));

    /** Numbers times others, with a rule of its own. */
    private static OpDef product(GradientRule rule) {
        return OpDef.named("Product")
                .summary("Numbers times others.")
                .input("A", "numbers")
                .input("B", "others")
                .output("Y", "the products")
                .types(TypeRule.sameAs(0))
                .gradient(rule)
                .kernel(
                        o -> {
                            for (int i = 0; i < o.out(0).length; i++) {
                                o.out(0)[i] = o.in(0)[i] * o.in(1)[i];
                            }
                        })
                .example(
                        Example.of(
                                NDArray.vector(2, 3), NDArray.vector(4, 5), NDArray.vector(8, 15)))
                .sample(SAMPLE)
                .build();
    }

    private static void gradient(GradientRule.Site g, int to, int factor) {
        OpDef mul = OpCatalog.get("Mul");
        g.inputGradient(to, g.append(mul, Map.of(), g.outputGradient(0), g.input(factor)));
    }

    @Test
    void aGradientThatIsWrongIsFound() {
        OpDef wrong = product(g -> gradient(g, 0, 0));
        assertThatThrownBy(() -> GradientCheck.run(wrong, SAMPLE))
                .hasMessageContaining("d loss / d input0[0]");
    }

    @Test
    void anInputThatARuleForgetsIsFound() {
        OpDef forgetful = product(g -> gradient(g, 0, 1));
        assertThatThrownBy(() -> GradientCheck.run(forgetful, SAMPLE))
                .hasMessageContaining("d loss / d input1[0] is 0.0");
    }

    @Test
    void aRuleMaySayThatItStopsSomewhere() {
        OpDef stopping =
                product(
                        g -> {
                            gradient(g, 0, 1);
                            g.stop(1);
                        });
        assertThatCode(() -> GradientCheck.run(stopping, SAMPLE)).doesNotThrowAnyException();
    }
}
