package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Sessions over the variables of another one, each in a thread of its own. */
class SharedSessionTest {
    @Test
    void threadsRunOneGraphOverTheSameVariables() throws InterruptedException {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 3);
        Variable w = g.variable("w", NDArray.of(Shape.of(3, 1), 1f, 2f, 3f));
        Variable b = g.variable("b", NDArray.vector(4));
        Tensor y = x.matmul(w.read()).plus(b);
        ConcurrentLinkedQueue<NDArray> answers = new ConcurrentLinkedQueue<>();
        try (Session owner = new Session(g)) {
            owner.initialize();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Session mine = owner.share();
                Thread thread =
                        new Thread(
                                () -> {
                                    try (mine) {
                                        for (int run = 0; run < 50; run++) {
                                            answers.add(
                                                    mine.feed(
                                                                    x,
                                                                    NDArray.of(
                                                                            Shape.of(1, 3),
                                                                            1f,
                                                                            1f,
                                                                            run))
                                                            .run(y));
                                        }
                                    }
                                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(answers).hasSize(150);
            for (int run = 0; run < 50; run++) {
                assertThat(answers).contains(NDArray.of(Shape.of(1, 1), 7f + 3 * run));
            }
        }
    }

    @Test
    void whatASharedSessionAssignsIsItsOwn() {
        Graph g = new Graph();
        Variable count = g.variable("count", 1f);
        Tensor more = count.assignAdd(1f);
        try (Session owner = new Session(g)) {
            owner.initialize();
            try (Session one = owner.share();
                    Session other = owner.share()) {
                assertThat(one.run(more).item()).isEqualTo(2);
                assertThat(one.run(more).item()).isEqualTo(3);
                assertThat(other.value(count).item()).isEqualTo(1);
                assertThatThrownBy(() -> owner.load(count, NDArray.scalar(5)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("frozen");
            }
        }
    }
}
