package org.duograph.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.duograph.cli.options.StandardInput;
import org.duograph.cli.options.Streams;
import org.duograph.tensorboard.board.Board;
import org.duograph.tensorboard.board.BoardPage;
import org.duograph.tensorboard.board.BoardServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duograph board}: what event files say, in a browser. */
@Command(
        name = "board",
        description = {
            "Shows trainings in a browser while they run: curves, histograms, pictures, texts, the"
                    + " graph, embeddings.",
            "It reads TensorBoard's event files, whoever wrote them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph board runs",
            "  duograph board runs --port 8080",
            "  duograph board runs --host 0.0.0.0    # for your phone, and all others near",
            "  duograph board runs --export runs.html"
        })
final class BoardCommand implements Callable<Integer> {
    @Mixin private Streams streams;

    @Parameters(
            paramLabel = "DIR",
            description = "A folder with event files, or with folders of such: the runs.")
    private Path folder;

    @Option(
            names = "--port",
            defaultValue = "6006",
            description = "The port to listen at; 0 for any. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "The address to listen at; 0.0.0.0 for all. Default: this machine alone reads"
                            + " it.")
    private String host;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "Writes one HTML file with all of it, and ends.")
    private Path export;

    @Override
    public Integer call() throws IOException, InterruptedException {
        streams.leaveOutTo(export);
        try (Board board = new Board(folder)) {
            board.problems().forEach(problem -> streams.err().println("duograph: " + problem));
            if (export != null) {
                return export(board);
            }
            try (BoardServer server = new BoardServer(board, address(), port)) {
                streams.out().println(found(board));
                streams.out().println("Look at " + server.url() + " ; Ctrl-C ends.");
                new CountDownLatch(1).await(); // for ever
            }
        }
        return 0;
    }

    private int export(Board board) throws IOException {
        if (board.runs().isEmpty()) {
            throw new IllegalStateException(
                    "%s has no event files to export: their names have \"tfevents\" in them. A FileWriter or a TensorBoard(...) writes them"
                            .formatted(folder));
        }
        if (StandardInput.isMeant(export)) {
            streams.write(export, BoardPage.html(board));
        } else {
            BoardPage.export(board, export);
        }
        streams.out().println(found(board));
        streams.out().println(folder + " -> " + export);
        return 0;
    }

    private String found(Board board) {
        int runs = board.runs().size();
        return runs == 0
                ? "%s has no event files yet; they are shown as soon as they are written."
                        .formatted(folder)
                : "%s has %d run%s: %s"
                        .formatted(
                                folder,
                                runs,
                                runs == 1 ? "" : "s",
                                String.join(", ", board.runs()));
    }

    private InetAddress address() {
        try {
            return host == null ? null : InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "--host %s is no address of this machine; 0.0.0.0 stands for all of them"
                            .formatted(host),
                    e);
        }
    }
}
