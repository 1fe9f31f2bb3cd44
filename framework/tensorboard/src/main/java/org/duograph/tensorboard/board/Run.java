package org.duograph.tensorboard.board;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.duograph.session.op.Tensors;
import org.duograph.session.proto.Event;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.HistogramProto;
import org.duograph.session.proto.MetaGraphDef;
import org.duograph.session.proto.NodeExecStats;
import org.duograph.session.proto.RunMetadata;
import org.duograph.session.proto.SessionLog;
import org.duograph.session.proto.Summary;
import org.duograph.tensor.NDArray;
import org.duograph.tensorboard.EventReader;
import org.duograph.tensorboard.Projector;

/** The event files of one folder, read as far as they are written. */
final class Run implements AutoCloseable {
    private final Path folder;
    private final Map<Path, EventReader> readers = new TreeMap<>();
    private final Map<String, String> views = new LinkedHashMap<>(); // by tag: first values say it
    private FileTime embeddings;

    Run(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads what is new.
     *
     * @param files the event files that the folder has now
     * @param problem is told what can't be read, once
     */
    Piece read(List<Path> files, Consumer<String> problem) {
        Piece piece = new Piece();
        for (Path file : files) {
            if (!readers.containsKey(file)) {
                readers.put(file, open(file, problem));
            }
        }
        readers.replaceAll((file, reader) -> read(reader, piece, problem));
        readEmbeddings(piece, problem);
        return piece;
    }

    private static EventReader open(Path file, Consumer<String> problem) {
        try {
            return new EventReader(file);
        } catch (IOException e) {
            problem.accept(e.getMessage());
            return null; // is not tried again
        }
    }

    private EventReader read(EventReader reader, Piece piece, Consumer<String> problem) {
        if (reader == null) {
            return null;
        }
        try {
            for (Event event = reader.next(); event != null; event = reader.next()) {
                add(event, piece);
            }
            return reader;
        } catch (IOException | IllegalArgumentException e) {
            problem.accept(e.getMessage());
            try {
                reader.close();
            } catch (IOException onlyRead) {
                return null;
            }
            return null;
        }
    }

    private void add(Event event, Piece piece) throws InvalidProtocolBufferException {
        switch (event.getWhatCase()) {
            case SUMMARY -> {
                for (Summary.Value value : event.getSummary().getValueList()) {
                    add(event, value, piece);
                }
            }
            case GRAPH_DEF ->
                    piece.put("graph", GraphPictures.of(GraphDef.parseFrom(event.getGraphDef())));
            case META_GRAPH_DEF ->
                    piece.put(
                            "graph",
                            GraphPictures.of(
                                    MetaGraphDef.parseFrom(event.getMetaGraphDef()).getGraphDef()));
            case TAGGED_RUN_METADATA -> {
                ByteString run = event.getTaggedRunMetadata().getRunMetadata();
                Map<String, Object> timeline = new LinkedHashMap<>();
                timeline.put("tag", event.getTaggedRunMetadata().getTag());
                timeline.put("rows", timeline(RunMetadata.parseFrom(run)));
                piece.put("timeline", timeline);
            }
            case SESSION_LOG -> {
                if (event.getSessionLog().getStatus() == SessionLog.SessionStatus.START) {
                    piece.forget(event.getStep());
                }
            }
            default -> {} // the version, messages: nothing to see
        }
    }

    private void add(Event event, Summary.Value value, Piece piece) {
        String tag = value.getTag();
        String view = value.getMetadata().getPluginData().getPluginName();
        if (!view.isEmpty()) {
            views.put(tag, view);
        }
        List<Object> point = new ArrayList<>(List.of(event.getStep(), event.getWallTime()));
        switch (value.getValueCase()) {
            case SIMPLE_VALUE -> {
                point.add((double) value.getSimpleValue());
                piece.add("scalars", tag, point);
            }
            case HISTO -> {
                HistogramProto histogram = value.getHisto();
                point.add(histogram.getMin());
                point.add(histogram.getMax());
                point.add(histogram.getBucketLimitList());
                point.add(histogram.getBucketList());
                piece.add("histograms", tag, point);
            }
            case IMAGE -> addImage(tag, value.getImage().getEncodedImageString(), point, piece);
            case TENSOR -> addTensor(tag, Tensors.array(value.getTensor()), value, point, piece);
            default -> {} // sounds, and what was old in 2015
        }
    }

    private static void addImage(String tag, ByteString png, List<Object> point, Piece piece) {
        point.add(Base64.getEncoder().encodeToString(png.toByteArray()));
        piece.add("images", tag, point);
    }

    private void addTensor(
            String tag, NDArray tensor, Summary.Value value, List<Object> point, Piece piece) {
        switch (views.getOrDefault(tag, "")) {
            case "scalars" -> {
                point.add(tensor.get(0));
                piece.add("scalars", tag, point);
            }
            case "text" -> {
                point.add(String.join("\n\n", tensor.texts()));
                piece.add("texts", tag, point);
            }
            case "images" -> { // width, height, pictures
                for (int i = 2; i < tensor.size(); i++) {
                    ByteString png = value.getTensor().getStringVal(i);
                    String name = tensor.size() > 3 ? tag + "/" + (i - 2) : tag;
                    addImage(name, png, new ArrayList<>(point), piece);
                }
            }
            case "histograms" -> addBuckets(tag, tensor, point, piece);
            case "pr_curves" -> {
                point.add(tensor.slice(0, 4, 5).toDoubles());
                point.add(tensor.slice(0, 5, 6).toDoubles());
                piece.add("curves", tag, point);
            }
            default -> {} // views that the board doesn't have
        }
    }

    /** Rows of left edge, right edge and count. */
    private static void addBuckets(String tag, NDArray rows, List<Object> point, Piece piece) {
        int count = rows.size() / 3;
        double[] limits = new double[count];
        double[] counts = new double[count];
        for (int i = 0; i < count; i++) {
            limits[i] = rows.get(3 * i + 1);
            counts[i] = rows.get(3 * i + 2);
        }
        point.add(count == 0 ? 0.0 : rows.get(0));
        point.add(count == 0 ? 0.0 : limits[count - 1]);
        point.add(limits);
        point.add(counts);
        piece.add("histograms", tag, point);
    }

    /** Where each operation ran, what it is, when it began and how long it took: microseconds. */
    private static List<List<Object>> timeline(RunMetadata run) {
        List<List<Object>> rows = new ArrayList<>();
        run.getStepStats()
                .getDevStatsList()
                .forEach(
                        device -> {
                            for (NodeExecStats node : device.getNodeStatsList()) {
                                String place = device.getDevice() + " " + node.getThreadId();
                                String label = node.getTimelineLabel();
                                rows.add(
                                        List.of(
                                                place,
                                                label.isEmpty() ? node.getNodeName() : label,
                                                node.getAllStartMicros(),
                                                node.getAllEndRelMicros()));
                            }
                        });
        return rows;
    }

    private void readEmbeddings(Piece piece, Consumer<String> problem) {
        Path config = folder.resolve(Projector.CONFIG);
        try {
            if (Files.exists(config) && !Files.getLastModifiedTime(config).equals(embeddings)) {
                embeddings = Files.getLastModifiedTime(config);
                List<Object> all = new ArrayList<>();
                for (Projector.Embedding embedding : Projector.read(folder)) {
                    all.add(Principal.components(embedding));
                }
                piece.put("embeddings", all);
            }
        } catch (IOException | IllegalArgumentException e) {
            problem.accept(e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        for (EventReader reader : readers.values()) {
            if (reader != null) {
                reader.close();
            }
        }
    }
}
