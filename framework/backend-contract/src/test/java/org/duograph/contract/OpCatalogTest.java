package org.duograph.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import org.duograph.graph.OpDef;
import org.duograph.ops.OpCatalog;
import org.junit.jupiter.api.Test;

/** Checks that every operator in the catalogue keeps the promises of its definition. */
class OpCatalogTest implements OperatorContract {
    @Override
    public Collection<OpDef> operators() {
        return OpCatalog.all();
    }

    @Test
    void anUnknownOperatorIsAnsweredWithTheNearestName() {
        assertThatThrownBy(() -> OpCatalog.get("Rellu"))
                .hasMessageContaining("did you mean \"Relu\"?");
    }
}
