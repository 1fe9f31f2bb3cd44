package org.duograph.backend.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.duograph.backend.tuning.Choices.Chosen;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one process chose, read by the next ones: each is a new object on the same file. */
class ChoicesTest {
    private static final Chosen ROWS = new Chosen("rows", "12 us");
    private static final Chosen TILES = new Chosen("tiles", "11 us");

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void inAFolderThatIsNotThereYet() {
        file = folder.resolve("cache/choices.txt");
    }

    @Test
    void whatIsCertainIsKnownToTheNextProcessOnThisMachine() {
        put(ROWS, true);
        assertThat(known()).isEqualTo(ROWS);
        assertThat(new Choices(file, "another processor").get("Conv")).isNull();
    }

    @Test
    void whatIsDoubtfulLastsAsLongAsTheProcess() {
        Choices choices = new Choices(file, "here");
        assertThat(choices.get("Conv")).isNull();
        choices.put("Conv", ROWS, false);
        assertThat(choices.get("Conv")).isEqualTo(ROWS);
        assertThat(known()).isNull();
    }

    @Test
    void twoDoubtfulOnesThatAgreeAreCertain() {
        put(ROWS, false);
        put(ROWS, false);
        assertThat(known()).isEqualTo(ROWS);
    }

    @Test
    void twoDoubtfulOnesThatDifferAreNot() {
        put(ROWS, false);
        put(TILES, false);
        assertThat(known()).isNull();
        put(TILES, false);
        assertThat(known()).isEqualTo(TILES);
    }

    @Test
    void linesThatAreNoChoicesArePassedOver() throws Exception {
        put(ROWS, true);
        Files.writeString(
                file, "not a choice\nhere\tConv\ttiles\t3 us\tperhaps\n" + Files.readString(file));
        assertThat(known()).isEqualTo(ROWS);
    }

    private void put(Chosen chosen, boolean certain) {
        Choices choices = new Choices(file, "here");
        choices.get("Conv");
        choices.put("Conv", chosen, certain);
    }

    private Chosen known() {
        return new Choices(file, "here").get("Conv");
    }
}
