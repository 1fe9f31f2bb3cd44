package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The page about GPUs shows what the stand-ins count.
 *
 * <p>After a wanted change, {@code -Dduograph.record=true} writes it anew.
 */
class CountLaunchesTest {
    private static final Path RECORDED = Path.of("src/test/resources/launches/table.txt");

    @BeforeEach
    void standInsAreLoaded() {
        StandInControl.require();
        Net.releaseNames();
    }

    @Test
    void theTableIsWhatIsCounted() throws IOException {
        List<CountLaunches.Count> counts = CountLaunches.counts();
        assertThat(counts)
                .allSatisfy(
                        count -> {
                            // what the page says of it
                            assertThat(count.launches()).isLessThan(2 * count.fewest().launches());
                            assertThat((double) count.bytes())
                                    .isLessThan(1.5 * count.fewest().bytes());
                            // no kernel hides behind the plan
                            assertThat(count.planned()).isEqualTo(count.ran());
                        });
        String text = CountLaunches.table(counts).replace(System.lineSeparator(), "\n");
        if (Boolean.getBoolean("duograph.record")) {
            Files.createDirectories(RECORDED.getParent());
            Files.writeString(RECORDED, text);
        }
        assertThat(text).isEqualTo(Files.readString(RECORDED));
    }

    /**
     * 2 feeds; 4 convolutions and 2 products, each with a gradient of its weights, all but the
     * first with one of what they read; 2 poolings and back; 3 Relus between convolutions; the
     * loss; the updates.
     */
    @Test
    void theFewestOfTheSixLayersAreThoseThatCountingByHandGives() {
        assertThat(CountLaunches.planned(TrainedNet.sixLayers(2)).fewest().launches())
                .isEqualTo(2 + 6 + 6 + 5 + 2 + 2 + 3 + 1 + 1);
    }

    /** What {@link GatherUpdates} says of two nets. */
    @Test
    void updatesAreJoinedAsTheirPassSays() {
        assertThat(CountLaunches.planned(TrainedNet.resNet20(2)).updates()).isEqualTo(1);
        assertThat(CountLaunches.planned(TrainedNet.vgg16(2)).updates()).isEqualTo(7);
    }
}
