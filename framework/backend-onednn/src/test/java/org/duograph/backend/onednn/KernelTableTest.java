package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.duograph.ops.OpCatalog;
import org.junit.jupiter.api.Test;

class KernelTableTest {
    private final KernelTable table = new KernelTable();

    @Test
    void everyLineNamesAnOperatorAndTheFamilyThatDrawsIt() {
        assertThat(OpCatalog.types()).containsAll(KernelTable.types());
        assertThat(KernelTable.types()).allMatch(type -> table.get(type) != null);
    }

    @Test
    void whatAFamilyDrawsHasALine() {
        Set<KernelFamily> families = new LinkedHashSet<>();
        KernelTable.families().forEach(name -> families.add(KernelTable.family(name)));
        List<String> drawn = new ArrayList<>();
        for (String type : OpCatalog.types()) {
            if (families.stream().anyMatch(family -> family.entry(type) != null)) {
                drawn.add(type);
            }
        }
        assertThat(KernelTable.types()).containsAll(drawn);
    }

    @Test
    void whatHasNoLineIsLeftToOthers() {
        assertThat(table.get("NoSuchOperator")).isNull();
    }
}
