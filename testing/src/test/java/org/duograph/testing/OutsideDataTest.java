package org.duograph.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class OutsideDataTest {

    @TempDir Path folder;

    @Test
    void whatIsThereIsFound() throws Exception {
        Path golden = Files.createDirectory(folder.resolve("golden"));
        assertThat(OutsideData.existing(folder.toString(), "golden", "data", "DATA"))
                .isEqualTo(golden);
    }

    @Test
    void aTestSkipsWhereNobodySaidWhereTheDataLies() {
        assertThatThrownBy(() -> OutsideData.existing(null, "golden", "data", "DATA"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("needs data: set DATA");
    }

    @Test
    void aTestFailsWhereTheDataIsNotWhereSomebodySaid() {
        assertThatThrownBy(() -> OutsideData.existing(folder.toString(), "gone", "data", "DATA"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("gone does not exist; DATA should name data");
    }
}
