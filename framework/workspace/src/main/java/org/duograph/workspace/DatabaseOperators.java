package org.duograph.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.io.FileFormatException;
import org.duograph.workspace.io.MiniDb;
import org.duograph.workspace.io.MiniDbCursor;
import org.duograph.workspace.io.TensorCodec;
import org.duograph.workspace.proto.TensorProtos;

/**
 * The operators that read and write databases: Save, Load, Checkpoint, CreateDB and its readers.
 */
final class DatabaseOperators {
    private DatabaseOperators() {}

    /** A reader's blob: a cursor that starts again at the end. */
    record Reader(MiniDbCursor cursor, String source) implements AutoCloseable {
        private byte[] next() throws IOException {
            if (!cursor.next()) {
                cursor.rewind();
                if (!cursor.next()) {
                    throw new FileFormatException(source + " has no records");
                }
            }
            return cursor.value();
        }

        @Override
        public void close() throws IOException {
            cursor.close();
        }
    }

    static void createDb(HostOperator.Call call) throws IOException {
        Path file = file(call, call.args());
        call.output(0, new Reader(MiniDb.open(file), file.toString()));
    }

    static void exists(HostOperator.Call call) throws IOException {
        Path file =
                call.args().has("db_name")
                        ? resolve(call, call.args().s("db_name", ""))
                        : file(call, call.args());
        NDArray exists = NDArray.zeros(new ArrayType(org.duograph.tensor.DType.BOOL, Shape.of(1)));
        exists.set(0, Files.exists(file) ? 1 : 0);
        call.output(0, exists);
    }

    /** Stacks {@code batch_size} records; without one, gives the next record as it is. */
    static void tensorProtosInput(HostOperator.Call call) throws IOException {
        Reader reader = call.object(0, Reader.class);
        int batch = call.args().i("batch_size", 0);
        List<List<NDArray>> columns = new ArrayList<>();
        for (int i = 0; i < Math.max(1, batch); i++) {
            TensorProtos record = TensorProtos.parseFrom(reader.next());
            if (record.getProtosCount() != call.op().getOutputCount()) {
                throw new FileFormatException(
                        "%s: a record holds %d tensors, but the operator has %d outputs"
                                .formatted(
                                        reader.source(),
                                        record.getProtosCount(),
                                        call.op().getOutputCount()));
            }
            for (int c = 0; c < record.getProtosCount(); c++) {
                if (i == 0) {
                    columns.add(new ArrayList<>());
                }
                columns.get(c).add(TensorCodec.toArray(record.getProtos(c)));
            }
        }
        for (int c = 0; c < columns.size(); c++) {
            List<NDArray> column = columns.get(c);
            call.output(c, batch == 0 ? column.get(0) : stack(column, reader.source()));
        }
    }

    private static NDArray stack(List<NDArray> rows, String source) throws IOException {
        ArrayType row = rows.get(0).type();
        List<Integer> dims = new ArrayList<>(List.of(rows.size()));
        boolean scalar = row.shape().equals(Shape.of(1)); // a label: N, not N x 1
        dims.addAll(scalar ? List.of() : row.shape().toList());
        NDArray all = NDArray.zeros(row.withShape(Shape.of(dims)));
        int at = 0;
        for (NDArray r : rows) {
            if (!r.type().equals(row)) {
                throw new FileFormatException(
                        "%s: records of one batch differ: %s and %s"
                                .formatted(source, row, r.type()));
            }
            System.arraycopy(r.data(), 0, all.data(), at, r.size());
            at += r.size();
        }
        return all;
    }

    static void save(HostOperator.Call call) throws IOException {
        save(call, call.inputs(), file(call, call.args()));
    }

    private static void save(HostOperator.Call call, List<String> names, Path file)
            throws IOException {
        Args args = call.args();
        List<String> renamed = args.strings("blob_name_overrides");
        String prefix = args.s("strip_prefix", "");
        Map<String, NDArray> blobs = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
            blobs.put(renamed.isEmpty() ? bare : renamed.get(i), call.workspace().fetchBlob(name));
        }
        BlobFiles.save(file, blobs);
    }

    static void load(HostOperator.Call call) throws IOException {
        Args args = call.args();
        Path file = file(call, args);
        String strip = args.s("strip_prefix", "");
        String add = args.s("add_prefix", "");
        if (args.flag("load_all", false)) {
            BlobFiles.load(file)
                    .forEach(
                            (name, array) ->
                                    call.workspace().feedBlob(add + bare(name, strip), array));
            return;
        }
        List<String> sources = args.strings("source_blob_names");
        List<String> wanted =
                sources.isEmpty()
                        ? call.op().getOutputList().stream().map(o -> bare(o, add)).toList()
                        : sources;
        Map<String, NDArray> found =
                BlobFiles.load(file).entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        e -> bare(e.getKey(), strip), Map.Entry::getValue));
        List<String> missing = wanted.stream().filter(n -> !found.containsKey(n)).toList();
        if (!missing.isEmpty() && !args.flag("allow_incomplete", false)) {
            throw new FileFormatException(
                    file + " does not hold the blobs " + missing + "; it holds " + found.keySet());
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (found.containsKey(wanted.get(i))) {
                call.output(i, found.get(wanted.get(i)));
            }
        }
    }

    private static String bare(String name, String prefix) {
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    /** Saves every {@code every} iterations; the first input counts, the others are saved. */
    static void checkpoint(HostOperator.Call call) throws IOException {
        long iteration = (long) call.input(0).item();
        long every = call.args().i("every", 1L);
        if (every < 1) {
            throw new IllegalArgumentException("Checkpoint needs every >= 1, found " + every);
        }
        if (iteration % every == 0) {
            String db = call.args().s("db", "").formatted(iteration);
            save(call, call.inputs(), resolve(call, db));
        }
    }

    private static Path file(HostOperator.Call call, Args args) {
        String type = args.s("db_type", "minidb");
        if (!type.equals("minidb")) {
            throw new IllegalArgumentException(
                    call.op().getType() + ": db_type \"" + type + "\" is not known; known: minidb");
        }
        String db = args.s("db", "");
        if (db.isEmpty()) {
            throw new IllegalArgumentException(
                    call.op().getType() + " needs the argument db, the name of a file");
        }
        return resolve(call, db);
    }

    private static Path resolve(HostOperator.Call call, String db) {
        return call.args().flag("absolute_path", false)
                ? Path.of(db)
                : call.workspace().rootFolder().resolve(db);
    }
}
