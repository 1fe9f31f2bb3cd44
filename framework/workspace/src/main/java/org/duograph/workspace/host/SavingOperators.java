package org.duograph.workspace.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.IllegalFormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Operand;
import org.duograph.messages.FileFormatException;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.proto.OperatorDef;

/** The operators that write blobs to files and read them back: Save, Load, Checkpoint. */
final class SavingOperators {
    private static final Attr STRIP_PREFIX =
            Attr.ofString(
                    "strip_prefix", "", "names lose everything up to the end of this text in them");
    private static final Attr CHUNK_SIZE =
            Attr.ofInt("chunk_size", BlobFiles.CHUNK, "numbers of a tensor in one record");

    static final HostOperatorDef SAVE =
            HostOperatorDef.of(
                            "Save",
                            "Writes blobs into a file, which takes its name when it is whole.",
                            SavingOperators::save)
                    .input("blobs", Operand.Kind.MANY, "tensors and other blobs to save")
                    .makes(SavingOperators::files)
                    .args(DatabaseOperators.FILE)
                    .arg(STRIP_PREFIX)
                    .arg(
                            Attr.optional(
                                    "blob_name_overrides",
                                    Attr.Kind.STRINGS,
                                    "names in the file, one for each input"))
                    .arg(CHUNK_SIZE)
                    .example(
                            "op { type: \"Save\" input: \"fc_w\" input: \"fc_b\" arg { name: \"db\""
                                    + " s: \"weights.minidb\" } arg { name: \"db_type\" s: \"minidb\""
                                    + " } }");

    static final HostOperatorDef LOAD =
            HostOperatorDef.of(
                            "Load",
                            "Reads blobs that Save wrote, by their names or all of them.",
                            call -> Request.of(call).fill(call))
                    .input("reader", Operand.Kind.OPTIONAL, "what CreateDB wrote, in place of db")
                    .output("blobs", Operand.Kind.MANY, "the blobs to read; none with load_all")
                    .args(DatabaseOperators.FILE)
                    .arg(STRIP_PREFIX)
                    .arg(Attr.ofString("add_prefix", "", "names get this text at their beginning"))
                    .arg(
                            Attr.optional(
                                    "source_blob_names",
                                    Attr.Kind.STRINGS,
                                    "names in the file, one for each output"))
                    .arg(Attr.ofInt("load_all", 0, "1: every blob of the file is read"))
                    .fills(call -> Request.of(call).types())
                    .looksAt(op -> op.getInputCount() > 0 ? op.getInputList() : files(op))
                    .arg(
                            Attr.ofInt(
                                    "allow_incomplete",
                                    0,
                                    "1: blobs that the file lacks are left as they are"))
                    .arg(
                            Attr.ofInt(
                                    "keep_device",
                                    0,
                                    "accepted, not used: plans decide where tensors live"))
                    .example(
                            "op { type: \"Load\" output: \"fc_w\" output: \"fc_b\" arg { name:"
                                    + " \"db\" s: \"weights.minidb\" } arg { name: \"db_type\" s:"
                                    + " \"minidb\" } }");

    static final HostOperatorDef CHECKPOINT =
            HostOperatorDef.of(
                            "Checkpoint",
                            "Saves blobs like Save whenever its first input, a counter, is a"
                                    + " multiple of the argument every.",
                            SavingOperators::checkpoint)
                    .input("iteration", Operand.Kind.ONE, "the counter; saved with the rest")
                    .input("blobs", Operand.Kind.MANY, "what to save besides")
                    .makes(SavingOperators::files)
                    .args(DatabaseOperators.FILE)
                    .arg(Attr.ofInt("every", 1, "how often: 1 or more"))
                    .arg(STRIP_PREFIX)
                    .arg(CHUNK_SIZE)
                    .example(
                            "op { type: \"Checkpoint\" input: \"iteration\" input: \"fc_w\" arg {"
                                    + " name: \"db\" s: \"step_%05d.minidb\" } arg { name: \"db_type\""
                                    + " s: \"minidb\" } arg { name: \"every\" i: 1000 } }");

    private SavingOperators() {}

    static void save(HostOperator.Call call) throws IOException {
        save(call, DatabaseOperators.file(call, call.args().s("db", "")));
    }

    /** Saves the inputs; the file is replaced when all of them are written. */
    private static void save(HostOperator.Call call, Path file) throws IOException {
        call.require(
                !call.args().s("db_type", "minidb").equals("lmdb"),
                "an LMDB can be read, but not written; save with db_type \"minidb\"");
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
            Object before = blobs.put(name, call.content(i));
            call.require(before == null, "two blobs would be saved as \"%s\"", name);
        }
        int chunk = call.args().i("chunk_size", BlobFiles.CHUNK);
        BlobFiles.save(file, blobs, chunk > 0 ? chunk : BlobFiles.CHUNK);
    }

    /** What a Load asks for: which blobs of a file, and as which they come. */
    private record Request(
            Path file,
            String strip,
            String add,
            boolean all,
            boolean mayLack,
            List<String> wanted,
            List<String> outputs) {
        static Request of(HostOperator.Call call) {
            Args args = call.args();
            List<String> outputs = call.op().getOutputList();
            List<String> sources = args.strings("source_blob_names");
            call.require(
                    sources.isEmpty() || sources.size() == outputs.size(),
                    "source_blob_names names %d blobs, but there are %d outputs",
                    sources.size(),
                    outputs.size());
            return new Request(
                    call.inputs().isEmpty()
                            ? DatabaseOperators.file(call, args.s("db", ""))
                            : Path.of(call.object(0, DbReader.class).source()),
                    args.s("strip_prefix", ""),
                    args.s("add_prefix", ""),
                    args.flag("load_all", false),
                    args.flag("allow_incomplete", false),
                    sources.isEmpty() ? outputs : sources,
                    outputs);
        }

        private String renamed(String name) {
            return add + stripped(name, strip);
        }

        private boolean wants(String name) {
            return all || wanted.contains(renamed(name));
        }

        Map<String, ArrayType> types() throws IOException {
            return byBlob(BlobFiles.types(file, this::wants));
        }

        void fill(HostOperator.Call call) throws IOException {
            byBlob(BlobFiles.loadAny(file, this::wants)).forEach(call::fill);
        }

        /** What stands in the file, by the blobs that it fills. */
        private <T> Map<String, T> byBlob(Map<String, T> contents) throws IOException {
            Map<String, T> found = new LinkedHashMap<>();
            contents.forEach((name, content) -> found.put(renamed(name), content));
            if (all) {
                return found;
            }
            List<String> missing = wanted.stream().filter(n -> !found.containsKey(n)).toList();
            if (!missing.isEmpty() && !mayLack) {
                throw new FileFormatException(
                        "%s does not hold the blobs %s; it holds %s"
                                .formatted(file, missing, BlobFiles.names(file)));
            }
            Map<String, T> blobs = new LinkedHashMap<>();
            for (int i = 0; i < wanted.size(); i++) {
                if (found.containsKey(wanted.get(i))) {
                    blobs.put(outputs.get(i), found.get(wanted.get(i)));
                }
            }
            return blobs;
        }
    }

    /** The file that an operator reads or writes. */
    private static List<String> files(OperatorDef op) {
        return List.of(Args.of(op).s("db", ""));
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
        Args args = call.args();
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
