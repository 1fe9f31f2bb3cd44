package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.duograph.tensor.DType;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // scopes are only to be closed
class NumericChecksTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32, 2);

    @Test
    void theFirstResultThatIsNoNumberIsNamedWithItsLine() {
        Variable scale = g.variable("scale", 2f);
        Tensor logarithm = x.times(scale.read()).log();
        Tensor y = logarithm.exp().minus(1f).sum();
        Operation check = NumericChecks.add(y);
        try (Session session = new Session(g)) {
            session.initialize();
            assertThat(session.feed(x, new float[] {1, 2}).run(y, check).get(0).item())
                    .isCloseTo(4.0, within(1e-5));
            assertThatThrownBy(() -> session.feed(x, new float[] {1, -2}).run(check))
                    .hasMessageContaining("output 0 of 'Log' (op: 'Log', made at")
                    .hasMessageContaining("NumericChecksTest.java")
                    .hasMessageContaining("Tensor had NaN values");
            assertThatCode(() -> session.feed(x, new float[] {1, -2}).run(y))
                    .as("without the check")
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void aCheckThatIsOnlyWaitedForIsMadeToo() {
        Operation check = g.op("CheckNumerics").input(x).attr("message", "the input").build();
        Tensor y;
        try (Scope after = g.controlDependencies(check)) {
            y = g.constant(1f).plus(1f);
        }
        try (Session session = new Session(g)) {
            assertThatThrownBy(() -> session.feed(x, new float[] {1, Float.NaN}).run(y))
                    .hasMessageContaining("the input : Tensor had NaN values");
        }
    }

    @Test
    void nothingToCheckIsAnError() {
        assertThatThrownBy(NumericChecks::add).hasMessageContaining("no tensor was given");
    }
}
