package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.duograph.tensor.DType;
import org.junit.jupiter.api.Test;

/** Names as TensorFlow's users know them. */
@SuppressWarnings("try") // scopes are only to be closed
class ScopesTest {
    private final Graph g = new Graph();

    @Test
    void namesAreMadeUniqueWhateverTheirCapitals() {
        assertThat(g.op("NoOp").name("Add").build().name()).isEqualTo("Add");
        assertThat(g.op("NoOp").name("add").build().name()).isEqualTo("add_1");
        assertThat(g.op("NoOp").name("Add_2").build().name()).isEqualTo("Add_2");
        assertThat(g.op("NoOp").name("Add").build().name()).isEqualTo("Add_3");
        assertThatThrownBy(() -> g.op("NoOp").name("x y").build())
                .hasMessageContaining("'x y' is not a valid name");
    }

    @Test
    void nameScopesNestAndAreMadeUnique() {
        try (Scope a = g.nameScope("a")) {
            assertThat(a.name()).isEqualTo("a/");
            try (Scope b = g.nameScope("b")) {
                assertThat(g.op("NoOp").build().name()).isEqualTo("a/b/NoOp");
            }
        }
        try (Scope again = g.nameScope("a")) {
            assertThat(g.op("NoOp").build().name()).isEqualTo("a_1/NoOp");
            try (Scope same = g.nameScope("a/")) {
                assertThat(g.op("NoOp").build().name()).isEqualTo("a/NoOp");
            }
            try (Scope root = g.nameScope("")) {
                assertThat(g.op("NoOp").build().name()).isEqualTo("NoOp");
            }
        }
    }

    @Test
    void aVariableIsFourOperations() {
        g.variable("w", 1f);
        assertThat(g.operations())
                .extracting(Operation::name)
                .containsExactly("w/initial_value", "w", "w/Assign", "w/read");
        assertThat(g.variable("w", 1f).name()).isEqualTo("w_1");
    }

    @Test
    void variableScopesShareVariablesAndNotOperations() {
        Variable first;
        try (Scope scope = g.variableScope("a")) {
            first = g.getVariable("w", DType.FLOAT32, null, 2, 3);
            assertThat(first.name()).isEqualTo("a/w");
        }
        try (Scope scope = g.variableScope("a", Reuse.ALWAYS)) {
            assertThat(g.getVariable("w", DType.FLOAT32, null, 2, 3)).isSameAs(first);
            assertThat(g.op("NoOp").build().name()).isEqualTo("a_1/NoOp");
            assertThatThrownBy(() -> g.getVariable("v", DType.FLOAT32, null, 2))
                    .hasMessageContaining(
                            "Variable a/v does not exist, or was not created with getVariable");
            assertThatThrownBy(() -> g.getVariable("w", DType.FLOAT32, null, 3, 3))
                    .hasMessageContaining("Trying to share variable a/w");
        }
        try (Scope scope = g.variableScope("a")) {
            assertThatThrownBy(() -> g.getVariable("w", DType.FLOAT32, null, 2, 3))
                    .hasMessageContaining("Variable a/w already exists, disallowed")
                    .hasMessageContaining("ScopesTest.java:");
        }
        try (Scope scope = g.variableScope("a", Reuse.AUTO)) {
            assertThat(g.getVariable("w", DType.FLOAT32, null, 2, 3)).isSameAs(first);
            assertThat(g.getVariable("v", DType.FLOAT32, null, 2).name()).isEqualTo("a/v");
        }
    }

    @Test
    void aScopeWithoutANameOfItsOwnIsNumbered() {
        try (Scope scope = g.newVariableScope("conv")) {
            assertThat(g.getVariable("w", DType.FLOAT32, null, 1).name()).isEqualTo("conv/w");
        }
        try (Scope scope = g.newVariableScope("conv")) {
            assertThat(g.getVariable("w", DType.FLOAT32, null, 1).name()).isEqualTo("conv_1/w");
        }
    }

    @Test
    void aFinishedGraphTakesNothingMore() {
        g.finish();
        assertThatThrownBy(() -> g.constant(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Graph is finalized and cannot be modified.");
    }
}
