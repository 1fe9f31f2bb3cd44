package org.duograph.backend.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.ops.OpCatalog;
import org.junit.jupiter.api.Test;

class HostKernelsTest {
    @Test
    void everyLineNamesAnOperatorAndTheFamilyThatRunsIt() {
        assertThat(OpCatalog.types()).containsAll(HostKernels.types());
        try (HostBackend backend = new HostBackend()) {
            for (String type : HostKernels.types()) {
                assertThat(HostKernels.factory(OpCatalog.get(type), backend)).isNotNull();
            }
        }
    }

    @Test
    void whatAFamilyRunsHasALine() {
        List<KernelFamily> families =
                HostKernels.families().stream().map(HostKernels::family).toList();
        List<String> known =
                OpCatalog.types().stream()
                        .filter(t -> families.stream().anyMatch(f -> f.kernel(t) != null))
                        .toList();
        assertThat(HostKernels.types()).containsAll(known);
    }
}
