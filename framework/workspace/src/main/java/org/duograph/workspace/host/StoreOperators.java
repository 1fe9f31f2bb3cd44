package org.duograph.workspace.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.Operand;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.io.BlobCodec;

/** The operators by which processes leave values for each other in a folder that all see. */
final class StoreOperators {
    private static final Attr NAME =
            Attr.ofString("blob_name", "", "the value's name, if not that of the blob");
    private static final String HANDLER = "what a FileStoreHandlerCreate made";

    static final HostOperatorDef FILE_STORE_HANDLER_CREATE =
            HostOperatorDef.of(
                            "FileStoreHandlerCreate",
                            "Names a folder in which processes leave values for each other, and"
                                    + " through which they meet.",
                            call -> call.output(0, folder(call)))
                    .output("handler", Operand.Kind.ONE, "the folder, a blob that is no tensor")
                    .arg(Attr.ofString("path", "", "a folder that all processes see; required"))
                    .arg(Attr.ofString("prefix", "", "a folder below it, one for each run"))
                    .arg(Attr.ofInt("timeout_ms", 60_000, "how long a value is waited for"))
                    .example(
                            "op { type: \"FileStoreHandlerCreate\" output: \"store\" arg { name:"
                                    + " \"path\" s: \"/shared/meet\" } arg { name: \"prefix\" s:"
                                    + " \"run7\" } }");

    static final HostOperatorDef STORE_SET =
            HostOperatorDef.of(
                            "StoreSet",
                            "Leaves a blob in a store, for other processes.",
                            call -> {
                                String name = name(call, call.inputs().get(1));
                                store(call)
                                        .set(
                                                name,
                                                BlobCodec.toProto(name, call.content(1))
                                                        .toByteArray());
                            })
                    .input("handler", Operand.Kind.ONE, HANDLER)
                    .input("data", Operand.Kind.ONE, "the blob")
                    .arg(NAME)
                    .example("op { type: \"StoreSet\" input: \"store\" input: \"version\" }");

    static final HostOperatorDef STORE_GET =
            HostOperatorDef.of(
                            "StoreGet",
                            "Takes a blob from a store; waits until a process has left it there.",
                            call -> call.output(0, value(call)))
                    .input("handler", Operand.Kind.ONE, HANDLER)
                    .output("data", Operand.Kind.ONE, "the blob")
                    .arg(NAME)
                    .typed(
                            call -> {
                                NDArray found = value(call) instanceof NDArray a ? a : null;
                                return Arrays.asList(found == null ? null : found.type());
                            })
                    .looksAt(op -> op.getInputList())
                    .example("op { type: \"StoreGet\" input: \"store\" output: \"version\" }");

    static final HostOperatorDef STORE_ADD =
            HostOperatorDef.of(
                            "StoreAdd",
                            "Adds to a number in a store, which is 0 at first.",
                            call -> {
                                String name = call.args().s("blob_name", "");
                                call.require(!name.isEmpty(), "it needs the argument blob_name");
                                long now = store(call).add(name, call.args().i("add_value", 1));
                                call.output(0, NDArray.of(Shape.of(1), now));
                            })
                    .input("handler", Operand.Kind.ONE, HANDLER)
                    .output("value", Operand.Kind.ONE, "int64, one number: what it is now")
                    .arg(Attr.ofString("blob_name", "", "the number's name; required"))
                    .arg(Attr.ofInt("add_value", 1, "what is added"))
                    .typed(call -> List.of(new ArrayType(DType.INT64, Shape.of(1))))
                    .example(
                            "op { type: \"StoreAdd\" input: \"store\" output: \"ready\" arg { name:"
                                    + " \"blob_name\" s: \"ready\" } }");

    static final HostOperatorDef STORE_WAIT =
            HostOperatorDef.of(
                            "StoreWait",
                            "Waits until values have been left in a store.",
                            StoreOperators::await)
                    .input("handler", Operand.Kind.ONE, HANDLER)
                    .input("names", Operand.Kind.OPTIONAL, "their names, in place of blob_names")
                    .arg(Attr.optional("blob_names", Attr.Kind.STRINGS, "their names"))
                    .example(
                            "op { type: \"StoreWait\" input: \"store\" arg { name: \"blob_names\""
                                    + " strings: \"version\" } }");

    /** All of them. */
    static final List<HostOperatorDef> ALL =
            List.of(FILE_STORE_HANDLER_CREATE, STORE_SET, STORE_GET, STORE_ADD, STORE_WAIT);

    private StoreOperators() {}

    private static StoreFolder folder(HostOperator.Call call) {
        Args args = call.args();
        String path = args.s("path", "");
        call.require(
                !path.isEmpty(), "it needs the argument path, a folder that all processes see");
        Path folder = Path.of(path).resolve(args.s("prefix", ""));
        return new StoreFolder(folder, timeout(call));
    }

    /** The argument {@code timeout_ms}. */
    static Duration timeout(HostOperator.Call call) {
        int millis = call.args().i("timeout_ms", 60_000);
        call.require(millis > 0, "timeout_ms must be above 0, found %d", millis);
        return Duration.ofMillis(millis);
    }

    private static StoreFolder store(HostOperator.Call call) {
        return call.object(0, StoreFolder.class);
    }

    private static String name(HostOperator.Call call, String blob) {
        String name = call.args().s("blob_name", "");
        return name.isEmpty() ? blob : name;
    }

    private static Object value(HostOperator.Call call) throws IOException {
        String name = name(call, call.op().getOutput(0));
        return BlobCodec.toObject(name, store(call).get(name));
    }

    private static void await(HostOperator.Call call) throws IOException {
        List<String> names = call.args().strings("blob_names");
        boolean fed = call.inputs().size() > 1;
        call.require(fed ^ !names.isEmpty(), "give either blob_names or a blob with names");
        store(call).await(fed ? List.of(call.input(1).texts()) : names);
    }
}
