package org.duograph.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duograph.cluster.Peers.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupTest {
    private static final GroupOptions BRIEF = Peers.OPTIONS.withDeadline(Duration.ofSeconds(2));

    @TempDir private Path folder;

    private static float[] numbers(int rank, int length) {
        Random random = new Random(rank);
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = Math.scalb(random.nextFloat() - 0.5f, random.nextInt(12));
        }
        return numbers;
    }

    /** The sum in the order that the ring promises. */
    private static float[] inOrder(int size, int length) {
        List<float[]> all = new ArrayList<>();
        IntStream.range(0, size).forEach(rank -> all.add(numbers(rank, length)));
        float[] sum = new float[length];
        for (int k = 0; k < size; k++) {
            int to = (int) ((k + 1L) * length / size);
            for (int i = (int) ((long) k * length / size); i < to; i++) {
                sum[i] = all.get(k)[i];
                for (int hop = 1; hop < size; hop++) {
                    sum[i] += all.get((k + hop) % size)[i];
                }
            }
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void sumsAreMadeInTheOrderOfTheRingAndAreTheSameBitsEverywhere(int size) throws Exception {
        for (int length : new int[] {0, 1, 3, 1000, 200_003}) {
            float[] wanted = inOrder(size, length);
            List<Outcome<float[]>> peers =
                    Peers.run(
                            folder,
                            size,
                            Peers.OPTIONS,
                            group -> {
                                float[] own = numbers(group.rank(), length);
                                group.allReduce(own);
                                return own;
                            });
            for (Outcome<float[]> peer : peers) {
                assertThat(Arrays.equals(peer.get(), wanted)).as("%d numbers", length).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void everyOperationGivesWhatItPromises(int size) throws Exception {
        List<Outcome<Integer>> peers =
                Peers.run(
                        folder,
                        size,
                        Peers.OPTIONS,
                        group -> {
                            int rank = group.rank();
                            double[] doubles = {rank, 1, 0.5 * rank};
                            group.allReduce(doubles);
                            double sum = size * (size - 1) / 2.0;
                            assertThat(doubles).containsExactly(sum, size, sum / 2);
                            int root = size - 1;
                            float[] floats =
                                    rank == root ? numbers(9, 300_000) : new float[300_000];
                            group.broadcast(root, floats);
                            assertThat(floats).isEqualTo(numbers(9, 300_000));
                            byte[] text = "from the root".getBytes(StandardCharsets.UTF_8);
                            assertThat(group.broadcast(0, rank == 0 ? text : null)).isEqualTo(text);
                            assertThat(group.broadcast(0, new byte[0])).isEmpty();
                            byte[] own = new byte[rank * 200_000];
                            Arrays.fill(own, (byte) rank);
                            List<byte[]> all = group.allGather(own);
                            for (int i = 0; i < size; i++) {
                                byte[] wanted = new byte[i * 200_000];
                                Arrays.fill(wanted, (byte) i);
                                assertThat(all.get(i)).isEqualTo(wanted);
                            }
                            group.barrier();
                            return rank;
                        });
        for (int i = 0; i < size; i++) {
            assertThat(peers.get(i).get()).isEqualTo(i);
        }
    }

    @Test
    void messagesGoFromPeerToPeerInOrder() throws Exception {
        List<Outcome<String>> peers =
                Peers.run(
                        folder,
                        3,
                        Peers.OPTIONS,
                        group -> {
                            if (group.rank() == 0) {
                                String first = new String(group.receive(2), StandardCharsets.UTF_8);
                                int second = group.receive(2).length;
                                group.send(1, new byte[] {7});
                                return first + second;
                            } else if (group.rank() == 2) {
                                group.send(0, "hello".getBytes(StandardCharsets.UTF_8));
                                group.send(0, new byte[3_000_000]);
                                return "sent";
                            }
                            return "got " + group.receive(0)[0];
                        });
        assertThat(peers.get(0).get()).isEqualTo("hello3000000");
        assertThat(peers.get(1).get()).isEqualTo("got 7");
    }

    @Test
    void peersMeetByAListOfHostsAndByWhoeverGathersTheirAddresses() throws Exception {
        List<String> hosts = List.of("127.0.0.1:" + freePort(), "127.0.0.1:" + freePort());
        CyclicBarrier all = new CyclicBarrier(2);
        String[] gathered = new String[2];
        for (boolean list : new boolean[] {true, false}) {
            List<Callable<Float>> peers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                int rank = i;
                Exchange.Gather gather =
                        own -> {
                            gathered[rank] = own;
                            try {
                                all.await();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                            return List.of(gathered);
                        };
                Meeting meeting =
                        list
                                ? new HostList(hosts, rank)
                                : new Exchange(rank, 2, "127.0.0.1", gather);
                peers.add(
                        () -> {
                            try (Group group = Group.join(meeting, Peers.OPTIONS)) {
                                float[] one = {1 + rank};
                                group.allReduce(one);
                                assertThat(group.peers()).hasSize(2);
                                return one[0];
                            }
                        });
            }
            for (Outcome<Float> peer : Peers.run(peers)) {
                assertThat(peer.get()).isEqualTo(3);
            }
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void whoIsMissingIsNamed() throws Exception {
        List<Callable<Integer>> two = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Meeting meeting = new Folder(folder, "default", 2 * i, 3, "127.0.0.1");
            two.add(() -> Group.join(meeting, BRIEF).rank());
        }
        for (Outcome<Integer> peer : Peers.run(two)) {
            assertThat(peer.error())
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("peer 1");
            assertThat(((PeerException) peer.error()).rank()).isEqualTo(1);
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).as("files of peers that gave up").isEmpty();
        }
    }

    @Test
    void strangersAndPeersOfOtherRunsAndSizesAreRefused() throws Exception {
        assertThat(refusal(Peers.OPTIONS.withSecret("guessed"), 2)).contains("secret");
        assertThat(refusal(Peers.OPTIONS.withRun("attempt-1"), 2))
                .contains("of run \"default\", you are of \"attempt-1\"");
        assertThat(refusal(Peers.OPTIONS, 3)).contains("one of 2 peers, you of 3");
    }

    /**
     * What the second peer is told, whose options or number of peers are not those of the first.
     */
    private String refusal(GroupOptions other, int size) throws Exception {
        String host = "127.0.0.1:" + freePort();
        List<String> own = List.of(host, "127.0.0.1:" + freePort());
        List<String> others = new ArrayList<>(own);
        IntStream.range(2, size).forEach(i -> others.add("127.0.0.1:" + i));
        GroupOptions first = Peers.OPTIONS.withDeadline(Duration.ofSeconds(3));
        List<Outcome<Integer>> peers =
                Peers.run(
                        List.<Callable<Integer>>of(
                                () -> Group.join(new HostList(own, 0), first).rank(),
                                () -> Group.join(new HostList(others, 1), other).rank()));
        assertThat(peers.get(0).error()).hasMessageContaining("missing: peer 1");
        assertThat(((PeerException) peers.get(1).error()).rank()).isZero();
        return peers.get(1).error().getMessage();
    }

    @Test
    void aPeerThatDoesSomethingElseIsNamed() throws Exception {
        List<Outcome<Integer>> peers =
                Peers.run(
                        folder,
                        2,
                        Peers.OPTIONS,
                        group -> {
                            if (group.rank() == 0) {
                                group.allReduce(new float[10]);
                            } else {
                                group.broadcast(1, new float[10]);
                            }
                            group.barrier();
                            return 0;
                        });
        assertThat(peers.get(0).error())
                .isInstanceOf(PeerException.class)
                .hasMessageContaining("peer 1 (127.0.0.1:")
                .hasMessageContaining(
                        "is at broadcast 1 with 40 bytes, but here it is allReduce 1");
    }

    @Test
    void aPeerThatComesNotIsNamedWithWhatItDoesInstead() throws Exception {
        CountDownLatch over = new CountDownLatch(2);
        List<Outcome<Integer>> peers =
                Peers.run(
                        folder,
                        3,
                        BRIEF,
                        group -> {
                            if (group.rank() == 2) {
                                group.during("reading pictures");
                                over.await();
                                return 0;
                            }
                            try {
                                group.allReduce(new float[1000]);
                            } finally {
                                over.countDown();
                            }
                            return 0;
                        });
        for (Outcome<Integer> peer : peers.subList(0, 2)) {
            assertThat(peer.error())
                    .isInstanceOf(PeerException.class)
                    .hasMessageContaining("peer 2 (127.0.0.1:")
                    .hasMessageContaining("reading pictures");
        }
    }

    @Test
    void whoHasLeftIsNamedAndTheGroupStaysBroken() throws Exception {
        List<Outcome<Integer>> peers =
                Peers.run(
                        folder,
                        2,
                        Peers.OPTIONS,
                        group -> {
                            group.barrier();
                            if (group.rank() == 1) {
                                return 0;
                            }
                            String first = error(group);
                            assertThat(error(group)).isEqualTo(first);
                            throw new IllegalStateException(first);
                        });
        assertThat(peers.get(0).error())
                .hasMessageContaining("peer 1 (127.0.0.1:")
                .hasMessageContaining("has left the group before barrier 2");
    }

    private static String error(Group group) {
        try {
            group.barrier();
        } catch (IOException e) {
            return e.getMessage();
        }
        throw new AssertionError("a barrier with a peer that has left ends");
    }

    @Test
    void addressesAndNumbersThatMakeNoSenseAreRefused() {
        assertThat(Peer.parse(1, "[::1]:4000")).isEqualTo(new Peer(1, "::1", 4000));
        assertThat(Peer.parse(1, "[::1]:4000").address()).isEqualTo("[::1]:4000");
        for (String wrong : List.of("", "host", "host:", ":4000", "host:70000", "host:-1")) {
            assertThatThrownBy(() -> Peer.parse(1, wrong)).hasMessageContaining("host:port");
        }
        assertThatThrownBy(() -> new HostList(List.of("a:1", "a:1"), 0))
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> new HostList(List.of("a:1"), 1)).hasMessageContaining("1 of 1");
        assertThatThrownBy(() -> GroupOptions.DEFAULT.withRun("../x"))
                .hasMessageContaining("run's name");
        assertThatThrownBy(() -> GroupOptions.DEFAULT.withDeadline(Duration.ZERO))
                .hasMessageContaining("above 0");
        assertThat(GroupOptions.DEFAULT.withSecret("abc").toString()).doesNotContain("abc");
    }
}
