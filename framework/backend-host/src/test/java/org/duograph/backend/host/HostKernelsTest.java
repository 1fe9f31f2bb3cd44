package org.duograph.backend.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.duograph.backend.contract.Cases;
import org.duograph.ops.OpCatalog;
import org.junit.jupiter.api.Test;

class HostKernelsTest {
    @Test
    void everyLineNamesAnOperatorAndTheFamilyThatRunsIt() {
        assertThat(OpCatalog.types()).containsAll(HostKernels.FAMILIES.types());
        for (String type : HostKernels.FAMILIES.types()) {
            assertThat(HostKernels.FAMILIES.family(type).kernel(type)).as(type).isNotNull();
        }
    }

    @Test
    void everyLineRunsSomeOfTheOperatorsSamples() {
        try (HostBackend backend = new HostBackend()) {
            assertThat(
                            Cases.neverSupported(
                                    HostKernels.FAMILIES.types(),
                                    node -> HostKernels.factory(node.op(), backend).supports(node)))
                    .isEmpty();
        }
    }

    @Test
    void whatAFamilyRunsHasALine() {
        Collection<KernelFamily> families = HostKernels.FAMILIES.families();
        for (String type : OpCatalog.types()) {
            if (families.stream().anyMatch(family -> family.kernel(type) != null)) {
                assertThat(HostKernels.FAMILIES.types()).contains(type);
            }
        }
    }
}
