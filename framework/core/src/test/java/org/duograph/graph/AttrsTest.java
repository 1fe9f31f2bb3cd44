package org.duograph.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

class AttrsTest {
    private static final OpDef OP =
            OpDef.named("Test")
                    .summary("Has an attribute of each of the kinds that are no numbers.")
                    .output("Y", "anything")
                    .attrs(
                            Attr.optional("type", Attr.Kind.TYPE, "An element type."),
                            Attr.optional("tensor", Attr.Kind.TENSOR, "An array."),
                            Attr.optional("body", Attr.Kind.GRAPH, "A graph."))
                    .types(TypeRule.Site::inputs)
                    .kernel(o -> {})
                    .example(new Example(Map.of(), List.of(), List.of()))
                    .sample(new Sample(Map.of(), List.of()))
                    .build();

    @Test
    void anAttributeMayBeATypeAnArrayOrAGraph() {
        NDArray tensor = NDArray.vector(1, 2);
        Graph body = new Graph("step");
        Attrs attrs = Attrs.check(OP, Map.of("type", DType.INT64, "tensor", tensor, "body", body));
        assertThat(attrs.type("type")).isEqualTo(DType.INT64);
        assertThat(attrs.tensor("tensor")).isSameAs(tensor);
        assertThat(attrs.graph("body")).isSameAs(body);
        assertThat(attrs.toString())
                .as("by name, as a map of no order was given")
                .startsWith("{body=graph step, tensor=")
                .endsWith(", type=int64}");
    }

    @Test
    void numbersOfAListAreDoubles() {
        OpDef fill = OpCatalog.get("GivenTensorFill");
        Attrs attrs = Attrs.check(fill, Map.of("values", List.of(9007199254740993L, 1, 2.5f)));
        double first = attrs.floats("values").get(0);
        assertThat(first).isEqualTo(0x1p53);
        assertThat(attrs.floats("values")).containsExactly(0x1p53, 1.0, 2.5);
    }

    @Test
    void aGraphIsWantedWhereAGraphIsWanted() {
        assertThatThrownBy(() -> Attrs.check(OP, Map.of("body", "step")))
                .hasMessage("argument \"body\" of Test must be of kind GRAPH, found step");
        assertThatThrownBy(() -> Attrs.check(OP, Map.of("body", DType.INT64)))
                .hasMessageEndingWith("found int64");
        assertThatThrownBy(() -> Attrs.check(OP, Map.of("type", new Graph("step"))))
                .hasMessageEndingWith("found graph step");
    }
}
