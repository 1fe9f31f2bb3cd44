package org.duograph.workspace;

import java.io.IOException;
import java.nio.file.Path;
import java.util.IllegalFormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.io.FileFormatException;

/** The operators that write blobs to files and read them back: Save, Load, Checkpoint. */
final class SavingOperators {
    private static final Set<String> SAVE_ARGS =
            Set.of(
                    "db",
                    "db_type",
                    "absolute_path",
                    "strip_prefix",
                    "blob_name_overrides",
                    "chunk_size");
    private static final Set<String> CHECKPOINT_ARGS =
            Set.of("every", "db", "db_type", "absolute_path", "strip_prefix", "chunk_size");
    private static final Set<String> LOAD_ARGS =
            Set.of(
                    "db",
                    "db_type",
                    "absolute_path",
                    "strip_prefix",
                    "add_prefix",
                    "source_blob_names",
                    "load_all",
                    "allow_incomplete",
                    "keep_device"); // accepted: plans decide where tensors live

    private SavingOperators() {}

    static void save(HostOperator.Call call) throws IOException {
        call.requireArgs(SAVE_ARGS);
        save(call, DatabaseOperators.file(call, call.args().s("db", "")));
    }

    /** Saves the inputs; the file is replaced when all of them are written. */
    private static void save(HostOperator.Call call, Path file) throws IOException {
        List<String> overrides = call.args().strings("blob_name_overrides");
        String strip = call.args().s("strip_prefix", "");
        call.require(
                overrides.isEmpty() || overrides.size() == call.inputs().size(),
                "blob_name_overrides names %d blobs, but there are %d to save",
                overrides.size(),
                call.inputs().size());
        call.require(
                overrides.isEmpty() || strip.isEmpty(),
                "give either blob_name_overrides or strip_prefix, not both");
        Map<String, Object> blobs = new LinkedHashMap<>();
        for (int i = 0; i < call.inputs().size(); i++) {
            String blob = call.inputs().get(i);
            String name = overrides.isEmpty() ? stripped(blob, strip) : overrides.get(i);
            Object before = blobs.put(name, call.workspace().fetchAny(blob));
            call.require(before == null, "two blobs would be saved as \"%s\"", name);
        }
        int chunk = call.args().i("chunk_size", BlobFiles.CHUNK);
        BlobFiles.save(file, blobs, chunk > 0 ? chunk : BlobFiles.CHUNK);
    }

    /** Loads the outputs, or with {@code load_all} whatever the file holds. */
    static void load(HostOperator.Call call) throws IOException {
        Args args = call.requireArgs(LOAD_ARGS);
        Path file =
                call.inputs().isEmpty()
                        ? DatabaseOperators.file(call, args.s("db", ""))
                        : Path.of(call.object(0, DatabaseOperators.Reader.class).source());
        String strip = args.s("strip_prefix", "");
        String add = args.s("add_prefix", "");
        boolean all = args.flag("load_all", false);
        List<String> outputs = call.op().getOutputList();
        List<String> sources = args.strings("source_blob_names");
        call.require(
                sources.isEmpty() || sources.size() == outputs.size(),
                "source_blob_names names %d blobs, but there are %d outputs",
                sources.size(),
                outputs.size());
        List<String> wanted = sources.isEmpty() ? outputs : sources;
        Map<String, Object> found = new LinkedHashMap<>();
        BlobFiles.loadAny(file, name -> all || wanted.contains(add + stripped(name, strip)))
                .forEach((name, content) -> found.put(add + stripped(name, strip), content));
        if (all) {
            found.forEach(call.workspace()::feedAny);
            return;
        }
        List<String> missing = wanted.stream().filter(n -> !found.containsKey(n)).toList();
        if (!missing.isEmpty() && !args.flag("allow_incomplete", false)) {
            throw new FileFormatException(
                    "%s does not hold the blobs %s; it holds %s"
                            .formatted(file, missing, BlobFiles.names(file)));
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (found.containsKey(wanted.get(i))) {
                call.workspace().feedAny(outputs.get(i), found.get(wanted.get(i)));
            }
        }
    }

    /**
     * {@code name} from behind the first {@code prefix} on, as Caffe2 does; whole if it has none.
     */
    private static String stripped(String name, String prefix) {
        int at = name.indexOf(prefix);
        return at < 0 ? name : name.substring(at + prefix.length());
    }

    /** Saves all inputs whenever the first, a counter, is a multiple of {@code every}. */
    static void checkpoint(HostOperator.Call call) throws IOException {
        Args args = call.requireArgs(CHECKPOINT_ARGS);
        long iteration = (long) call.input(0).item();
        long every = args.i("every", 1L);
        call.require(every >= 1, "every must be 1 or more, found %d", every);
        if (iteration % every == 0) {
            save(call, DatabaseOperators.file(call, numbered(args.s("db", ""), iteration)));
        }
    }

    private static String numbered(String pattern, long iteration) {
        try {
            return String.format(Locale.ROOT, pattern, iteration);
        } catch (IllegalFormatException e) {
            throw new IllegalArgumentException(
                    "db \"%s\" is no pattern for one whole number, as ckpt_%%05d.minidb is"
                            .formatted(pattern),
                    e);
        }
    }
}
