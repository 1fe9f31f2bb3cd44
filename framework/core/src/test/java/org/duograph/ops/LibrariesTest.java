package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.OpDef;
import org.duograph.graph.OpLibrary;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.math.Exp;
import org.junit.jupiter.api.Test;

/** What the catalogue asks of other libraries' operators. */
class LibrariesTest {
    /** A library that says that it has these operators. */
    private record Given(Map<String, OpDef> operators) implements OpLibrary {
        @Override
        public Set<String> types() {
            return operators.keySet();
        }

        @Override
        public OpDef get(String type) {
            return operators.get(type);
        }
    }

    /** Another one, of another class. */
    private record Second(OpDef op) implements OpLibrary {
        @Override
        public Set<String> types() {
            return Set.of(op.type());
        }

        @Override
        public OpDef get(String type) {
            return op;
        }
    }

    @Test
    void everyTypeHasItsLibrary() {
        OpLibrary one = new Given(Map.of("Relu", Relu.OP));
        OpLibrary two = new Second(Exp.OP);
        assertThat(Libraries.byType(List.of(one, two), Set.of()))
                .containsEntry("Relu", one)
                .containsEntry("Exp", two);
    }

    @Test
    void aTypeThatDuographHasIsRefused() {
        OpLibrary library = new Given(Map.of("Relu", Relu.OP));
        assertThatThrownBy(() -> Libraries.byType(List.of(library), Set.of("Relu")))
                .hasMessageContaining("\"Relu\" of " + Given.class.getName())
                .hasMessageContaining("an operator of Duograph; give it another name");
    }

    @Test
    void aTypeThatAnotherLibraryHasIsRefusedAndBothAreNamed() {
        OpLibrary one = new Given(Map.of("Exp", Exp.OP));
        assertThatThrownBy(() -> Libraries.byType(List.of(one, new Second(Exp.OP)), Set.of()))
                .hasMessageContaining(Second.class.getName())
                .hasMessageContaining("an operator of " + Given.class.getName());
    }

    @Test
    void aLibraryThatDoesNotKeepItsWordIsNamed() {
        Map<String, OpDef> promised = new LinkedHashMap<>();
        promised.put("Nothing", null);
        promised.put("Other", Exp.OP);
        OpLibrary library = new Given(promised);
        assertThatThrownBy(() -> Libraries.get(library, "Nothing"))
                .hasMessageContaining("lists the operator \"Nothing\", but gives nothing for it");
        assertThatThrownBy(() -> Libraries.get(library, "Other"))
                .hasMessageContaining("lists the operator \"Other\", but gives \"Exp\" for it");
    }
}
