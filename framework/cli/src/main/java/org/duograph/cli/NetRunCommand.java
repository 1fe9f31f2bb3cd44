package org.duograph.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.duograph.cli.options.Feeds;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.NetInputs;
import org.duograph.cli.options.Streams;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.graph.Suggestion;
import org.duograph.measure.Trace;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.ImageCard;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code duograph net run}: arrays in, arrays out. */
@Command(
        name = "run",
        description = "Runs a net once on .npy arrays.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph net run predict_net.pb --init init_net.pb --feed data=image.npy --out out",
            "  duograph net run net.pbtxt --feed X=x.npy --feed W=w.npy --feed b=b.npy --fetch Y",
            "  duograph net run net.pbtxt --feed X=x.npy --feed Y_grad=dy.npy --gradients-of Y"
                    + " --out out",
            "  duograph net run net.pbtxt --feed X=random:1x3x32x32 --trace trace.json",
            "",
            WorkspaceOptions.ENVIRONMENT
        })
final class NetRunCommand implements Callable<Integer> {
    private static final int MOST_IMAGES = 10;
    private static final int WARM_UPS = 3;

    @Mixin private Streams streams;
    @Mixin private NetArgument net;
    @Mixin private Feeds feeds;
    @Mixin private WorkspaceOptions workspace;

    @Option(
            names = "--fetch",
            paramLabel = "NAME",
            description = {
                "A blob to give out; may be repeated.",
                "If absent: the net's external outputs, or all blobs it writes if it declares none."
            })
    private final List<String> fetch = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where to write NAME.npy. If absent, only the first numbers are shown.")
    private Path out;

    @Option(
            names = "--gradients-of",
            paramLabel = "BLOB",
            description = {
                "Compute gradients too, starting from the gradient of BLOB: BLOB_grad if it is fed,"
                        + " else ones.",
                "Gradient operators are added if the net holds none for BLOB."
            })
    private String gradientsOf;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = {
                "Then run the net a few times more, and write a timeline of the last run's steps,"
                        + " with the memory in use.",
                "Open the file in https://ui.perfetto.dev or in chrome://tracing."
            })
    private Path trace;

    @Override
    public Integer call() throws IOException {
        streams.leaveOutTo(trace);
        NetDef forward = net.read();
        try (Workspace w = workspace.open(streams.out())) {
            feeds.fill(w, forward, true);
            NetDef whole = gradientsOf == null ? forward : GradientsOf.add(w, forward, gradientsOf);
            new NetInputs(w, whole, Map.of()).requireAll();
            ImageCard card = ImageCard.of(forward);
            doubt(w, card);
            List<String> names = names(w, whole);
            NetDef kept = keeping(whole, names);
            w.createNet(kept);
            w.runNet(kept.getName());
            give(w, names);
            nameClasses(w, card, names);
            if (trace != null) {
                w.runNet(kept.getName(), WARM_UPS);
                Trace timeline = w.inspect().trace(kept.getName(), 1);
                streams.write(trace, timeline.json());
                streams.out().println(timeline.events().size() + " steps -> " + trace);
            }
        }
        return 0;
    }

    /** Says so if what is fed can't be the pixels that the net takes. */
    private void doubt(Workspace w, ImageCard card) {
        if (w.hasTensor(card.input())) {
            String doubt = card.doubt(card.input(), w.fetchBlob(card.input()));
            if (!doubt.isEmpty()) {
                streams.err().println(doubt + ".");
            }
        }
    }

    /** Names the classes with the highest scores, where the net knows them. */
    private void nameClasses(Workspace w, ImageCard card, List<String> names) {
        for (String name : names) {
            if (w.hasTensor(name) && card.isScores(w.fetchBlob(name))) {
                List<List<ImageCard.Guess>> images = card.best(w.fetchBlob(name), 3);
                for (int i = 0; i < Math.min(MOST_IMAGES, images.size()); i++) {
                    streams.out()
                            .println("%s, image %d: %s".formatted(name, i, text(images.get(i))));
                }
                if (images.size() > MOST_IMAGES) {
                    streams.out()
                            .println(
                                    "... and %d images more"
                                            .formatted(images.size() - MOST_IMAGES));
                }
            }
        }
    }

    private static String text(List<ImageCard.Guess> guesses) {
        return guesses.stream()
                .map(g -> String.format(Locale.ROOT, "%s %.3f", g.name(), g.score()))
                .collect(Collectors.joining(", "));
    }

    /** What to give out. */
    private List<String> names(Workspace w, NetDef whole) {
        Set<String> written = new LinkedHashSet<>();
        whole.getOpList().forEach(op -> written.addAll(op.getOutputList()));
        if (fetch.isEmpty()) {
            Set<String> all = new LinkedHashSet<>(whole.getExternalOutputList());
            if (all.isEmpty()) {
                all.addAll(written);
            } else if (gradientsOf != null) {
                whole.getOpList().stream()
                        .flatMap(op -> op.getInputList().stream())
                        .map(blob -> blob + "_grad")
                        .filter(written::contains)
                        .forEach(all::add);
            }
            return List.copyOf(all);
        }
        for (String name : fetch) {
            if (!written.contains(name) && !w.hasBlob(name)) {
                throw new NoSuchElementException(
                        "net \"%s\" writes no blob \"%s\"%s (it writes %s)"
                                .formatted(
                                        whole.getName(),
                                        name,
                                        Suggestion.among(name, written),
                                        Suggestion.list(written)));
            }
        }
        return List.copyOf(new LinkedHashSet<>(fetch));
    }

    /** The net with all of {@code names} declared as outputs, where it declares any. */
    private static NetDef keeping(NetDef net, List<String> names) {
        if (net.getExternalOutputCount() == 0) {
            return net;
        }
        NetDef.Builder more = net.toBuilder();
        for (String name : names) {
            boolean written = false;
            for (OperatorDef op : net.getOpList()) {
                written |= op.getOutputList().contains(name);
            }
            if (written && !net.getExternalOutputList().contains(name)) {
                more.addExternalOutput(name);
            }
        }
        return more.build();
    }

    private void give(Workspace w, List<String> names) throws IOException {
        ArrayFiles files = out == null ? null : new ArrayFiles(out);
        for (String name : names) {
            if (!w.hasTensor(name)) {
                streams.err().println(name + " holds no array and is left out.");
                continue;
            }
            NDArray array = w.fetchBlob(name);
            String where =
                    files == null
                            ? array.toString()
                            : array.type() + " -> " + files.write(name, array);
            streams.out().println(name + ": " + where);
        }
    }
}
