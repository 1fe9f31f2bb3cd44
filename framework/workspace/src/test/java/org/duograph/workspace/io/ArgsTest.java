package org.duograph.workspace.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;

class ArgsTest {
    private static OperatorDef conv(Argument... args) {
        return Ops.operator("Conv", List.of("X", "W"), List.of("Y"), args);
    }

    @Test
    void everyKindOfValueComesBackAsItWasWritten() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("kernel", 3);
        values.put("big", 1L << 40);
        values.put("ratio", 0.5);
        values.put("order", "NCHW");
        values.put("is_test", true);
        values.put("shape", List.of(2, 3));
        values.put("scales", new float[] {1, 2.5f});
        values.put("names", List.of("a", "b"));
        values.put("then_net", NetDef.newBuilder().setName("then").build());
        Args args = Args.of(Ops.operator("Any", List.of(), List.of(), values));

        assertThat(args.names()).containsExactlyElementsOf(values.keySet());
        assertThat(args.i("kernel", 0)).isEqualTo(3);
        assertThat(args.i("big", 0L)).isEqualTo(1L << 40);
        assertThat(args.f("ratio", 0)).isEqualTo(0.5f);
        assertThat(args.s("order", "")).isEqualTo("NCHW");
        assertThat(args.flag("is_test", false)).isTrue();
        assertThat(args.ints("shape")).containsExactly(2, 3);
        assertThat(args.floats("scales")).containsExactly(1, 2.5f);
        assertThat(args.strings("names")).containsExactly("a", "b");
        assertThat(args.n("then_net", null).getName()).isEqualTo("then");
    }

    @Test
    void absentArgumentsTakeTheDefault() {
        Args args = Args.of(conv());
        assertThat(args.has("kernel")).isFalse();
        assertThat(args.i("kernel", 7)).isEqualTo(7);
        assertThat(args.f("ratio", 0.25f)).isEqualTo(0.25f);
        assertThat(args.ints("pads")).isEmpty();
        assertThat(args.strings("names")).isEmpty();
    }

    @Test
    void anIntegerServesAsFloatAndASingleValueAsList() {
        Args args =
                Args.of(conv(Ops.arg("ratio", 1), Ops.arg("kernels", 3), Ops.arg("e", List.of())));
        assertThat(args.f("ratio", 0)).isEqualTo(1);
        assertThat(args.floats("ratio")).containsExactly(1);
        assertThat(args.ints("kernels")).containsExactly(3);
        assertThat(args.ints("e")).isEmpty();
    }

    @Test
    void aValueOfAnotherTypeIsAnErrorThatNamesOperatorArgumentAndValue() {
        Args args = Args.of(conv(Ops.arg("kernel", "three")));
        assertThatThrownBy(() -> args.i("kernel", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Operator Conv -> Y: argument \"kernel\" must be an integer (i), but it is"
                                + " \"three\"");
        assertThatThrownBy(() -> Args.of(conv(Ops.arg("k", 1L << 33))).i("k", 0))
                .hasMessageContaining("more than 32 bits");
    }

    @Test
    void theSameArgumentTwiceIsAnErrorUnlessTheValuesAgree() {
        Args.of(conv(Ops.arg("kernel", 3), Ops.arg("kernel", 3)));
        assertThatThrownBy(() -> Args.of(conv(Ops.arg("kernel", 3), Ops.arg("kernel", 5))))
                .hasMessageContaining("two arguments \"kernel\"");
    }

    @Test
    void argumentsOfAnUnorderedMapAreSortedByName() {
        OperatorDef op = Ops.operator("Conv", List.of(), List.of(), Map.of("b", 1, "a", 2, "c", 3));
        assertThat(Args.of(op).names()).containsExactly("a", "b", "c");
    }

    @Test
    void anUnknownJavaTypeIsRefused() {
        assertThatThrownBy(() -> Ops.arg("x", new Object()))
                .hasMessageContaining("Argument \"x\" can't hold a java.lang.Object");
    }
}
