package org.duograph.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DeskTest {
    private static final GroupOptions OPTIONS =
            GroupOptions.DEFAULT.withSecret("between us").withDeadline(Duration.ofSeconds(60));

    private static Desk desk(Desk.Answers answers) throws IOException {
        return new Desk("127.0.0.1", 0, OPTIONS, answers);
    }

    private static Inquirer inquirer(int port, GroupOptions options) {
        return new Inquirer("127.0.0.1:" + port, options);
    }

    @Test
    void messagesOfAnyLengthComeAsTheyWereSent() throws IOException {
        try (Desk desk = desk(question -> question);
                Inquirer inquirer = inquirer(desk.port(), OPTIONS)) {
            for (int length : new int[] {0, 1, 262_144, 262_145, 3_000_000}) {
                byte[] bytes = new byte[length];
                new Random(length).nextBytes(bytes);
                assertThat(inquirer.ask(bytes)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void whoDoesNotKnowTheSecretIsTurnedAway() throws IOException {
        try (Desk desk = desk(question -> question);
                Inquirer inquirer = inquirer(desk.port(), OPTIONS.withSecret("guessed"))) {
            assertThatThrownBy(() -> inquirer.ask(new byte[1]))
                    .hasMessageContaining("does not know the secret");
        }
    }

    @Test
    void anAnswerMayTakeLongerThanTheDeadlineAsLongAsThereIsASignOfLife() throws IOException {
        GroupOptions soon = OPTIONS.withDeadline(Duration.ofMillis(400));
        try (Desk desk = desk(DeskTest::slowly);
                Inquirer inquirer = inquirer(desk.port(), soon)) {
            assertThat(inquirer.ask(new byte[] {7})).containsExactly(7);
        }
    }

    private static byte[] slowly(byte[] question) {
        try {
            Thread.sleep(1500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return question;
    }

    @Test
    void whoTakesCallsAndSaysNothingIsNamedAtTheDeadline() throws IOException {
        GroupOptions soon = OPTIONS.withDeadline(Duration.ofMillis(300));
        try (ServerSocketChannel silent = ServerSocketChannel.open()) {
            silent.bind(new InetSocketAddress("127.0.0.1", 0));
            int port = ((InetSocketAddress) silent.getLocalAddress()).getPort();
            try (Inquirer inquirer = inquirer(port, soon)) {
                assertThatThrownBy(() -> inquirer.ask(new byte[1]))
                        .isInstanceOf(PeerException.class)
                        .hasMessageContaining("127.0.0.1:" + port + " does not answer");
            }
        }
    }

    @Test
    void aDeskThatClosesHangsUp() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        AtomicReference<Throwable> told = new AtomicReference<>();
        try (Desk desk =
                desk(
                        question -> {
                            asked.countDown();
                            return slowly(question);
                        })) {
            Inquirer inquirer = inquirer(desk.port(), OPTIONS);
            Thread thread =
                    new Thread(
                            () -> {
                                try (inquirer) {
                                    inquirer.ask(new byte[1]);
                                } catch (IOException e) {
                                    told.set(e);
                                }
                                over.countDown();
                            });
            thread.start();
            asked.await();
        }
        over.await();
        assertThat(told.get()).hasMessageContaining("is gone");
    }

    @Test
    void aPortThatIsTakenIsSaid() throws IOException {
        try (Desk desk = desk(question -> question)) {
            assertThatThrownBy(() -> new Desk("127.0.0.1", desk.port(), OPTIONS, q -> q))
                    .hasMessageContaining("Can't listen at 127.0.0.1:")
                    .hasMessageContaining("the port is taken");
        }
    }
}
