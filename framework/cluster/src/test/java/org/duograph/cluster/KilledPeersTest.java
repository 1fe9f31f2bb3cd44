package org.duograph.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that are processes of their own, one of which is killed or frozen in the middle. */
class KilledPeersTest {
    private static final int PEERS = 3;
    private static final int DEADLINE = 5;

    @TempDir private Path folder;

    /** A peer: sums until that fails, and prints what it was told. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            int rank = Integer.parseInt(args[1]);
            Meeting meeting = new Folder(Path.of(args[0]), "default", rank, PEERS, "127.0.0.1");
            GroupOptions options =
                    GroupOptions.DEFAULT.withDeadline(
                            Duration.ofSeconds(Integer.parseInt(args[2])));
            try (Group group = Group.join(meeting, options)) {
                for (int step = 0; ; step++) {
                    group.allReduce(new float[50_000]);
                    if (step == 20) {
                        System.out.println("runs");
                    }
                }
            } catch (PeerException e) {
                System.out.println(e.rank() + " " + e.getMessage());
            }
        }
    }

    private List<Process> start() throws IOException {
        List<Process> peers = new ArrayList<>();
        for (int i = 0; i < PEERS; i++) {
            peers.add(
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx64m",
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Child.class.getName(),
                                    folder.toString(),
                                    "" + i,
                                    "" + DEADLINE)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start());
        }
        return peers;
    }

    private static void end(List<Process> peers) throws InterruptedException {
        for (Process peer : peers) {
            peer.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        }
    }

    private static void requireTold(Process peer, int culprit, String words) throws Exception {
        try (BufferedReader out = peer.inputReader()) {
            assertThat(out.readLine()).startsWith(culprit + " peer " + culprit).contains(words);
        }
        assertThat(peer.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aPeerThatIsKilledIsNamedByAll() throws Exception {
        List<Process> peers = start();
        try {
            for (Process peer : peers) {
                assertThat(peer.inputReader().readLine()).isEqualTo("runs");
            }
            peers.get(1).destroyForcibly();
            requireTold(peers.get(0), 1, "is gone");
            requireTold(peers.get(2), 1, "is gone");
        } finally {
            end(peers);
        }
    }

    @Test
    void aPeerThatIsFrozenIsNamedByAllAfterTheDeadline() throws Exception {
        assumeTrue(File.separatorChar == '/', "only Unix can freeze a process");
        List<Process> peers = start();
        try {
            for (Process peer : peers) {
                assertThat(peer.inputReader().readLine()).isEqualTo("runs");
            }
            signal("STOP", peers.get(2));
            requireTold(peers.get(0), 2, "frozen");
            requireTold(peers.get(1), 2, "frozen");
            signal("CONT", peers.get(2));
        } finally {
            end(peers);
        }
    }

    private static void signal(String name, Process peer) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, "" + peer.pid()).start();
        assertThat(kill.waitFor()).isZero();
    }
}
