package org.duograph.session.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.duograph.cluster.GroupOptions;
import org.duograph.cluster.Inquirer;
import org.duograph.session.Graph;
import org.duograph.session.Master;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.testing.Draw;
import org.junit.jupiter.api.Test;

/** What comes over the network may be damaged, or of somebody who means ill. */
class HostilePartTest {
    @SuppressWarnings("try") // the scope is only to be closed
    private static byte[] part() {
        Graph g = new Graph();
        Tensor y;
        try (Scope d = g.device("/job:b")) {
            y = g.variable("w", new float[] {1, 2}).read().times(3f);
        }
        ClusterSpec cluster = ClusterSpec.of("a", "h:1").and("b", "h:2");
        Master.Wanted wanted = new Master.Wanted(g, List.of(), List.of(y), List.of());
        TaskName b = new TaskName("b", 0);
        return Cut.of(wanted, new Placer(cluster, b)).parts().get(b).bytes();
    }

    @Test
    void aDamagedPartIsReadOrRefused() {
        List<byte[]> whole = List.of(part());
        Draw.times(
                500,
                draw -> {
                    try {
                        assertThat(Part.read(draw.hostile(whole)).pieces()).isNotNull();
                    } catch (RuntimeException e) {
                        assertThat(e).isNotInstanceOf(NullPointerException.class);
                    }
                });
    }

    @Test
    void aServerAnswersQuestionsThatMakeNoSenseAndGoesOn() throws IOException {
        byte[] hello = Question.HELLO.packet().bytes();
        List<byte[]> whole =
                List.of(
                        hello,
                        Question.REGISTER.packet().put(1L).put("me").put(part()).bytes(),
                        Question.RUN.packet().put(1L).put(0).put("s").put("me").put(0).bytes(),
                        Question.LOAD.packet().put(new byte[3]).bytes());
        try (Server server = Server.createLocalServer();
                Inquirer inquirer =
                        new Inquirer(
                                server.target().substring(Server.SCHEME.length()),
                                GroupOptions.DEFAULT)) {
            byte[] before = inquirer.ask(hello);
            Draw.times(100, draw -> assertThat(inquirer.ask(draw.hostile(whole))).isNotEmpty());
            assertThat(inquirer.ask(hello)).isEqualTo(before);
        }
    }
}
