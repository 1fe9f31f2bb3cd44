package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.duograph.backend.contract.Cases;
import org.duograph.ops.OpCatalog;
import org.junit.jupiter.api.Test;

class KernelTableTest {
    @Test
    void everyLineNamesAnOperatorAndTheFamilyThatDrawsIt() {
        assertThat(OpCatalog.types()).containsAll(KernelTable.FAMILIES.types());
        assertThat(KernelTable.FAMILIES.types()).allMatch(type -> KernelTable.get(type) != null);
    }

    @Test
    void everyLineDrawsSomeOfTheOperatorsSamples() {
        assertThat(
                        Cases.neverSupported(
                                KernelTable.FAMILIES.types(),
                                node -> KernelTable.get(node.op().type()).supports().test(node)))
                .isEmpty();
    }

    @Test
    void whatAFamilyDrawsHasALine() {
        Collection<KernelFamily> families = KernelTable.FAMILIES.families();
        for (String type : OpCatalog.types()) {
            if (families.stream().anyMatch(family -> family.entry(type) != null)) {
                assertThat(KernelTable.FAMILIES.types()).contains(type);
            }
        }
    }

    @Test
    void whatHasNoLineIsLeftToOthers() {
        assertThat(KernelTable.get("NoSuchOperator")).isNull();
    }
}
