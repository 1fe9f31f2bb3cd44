package org.duograph.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duograph.cli.options.Feeds;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.NetInputs;
import org.duograph.cli.options.Streams;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph net shapes}: the types of all blobs, without running anything. */
@Command(
        name = "shapes",
        description = "Infers type and shape of every blob of a net without running it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph net shapes predict.pb --init init.pb --feed data=float32:1x3x227x227"
        })
final class NetShapesCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private NetArgument net;
    @Mixin private Feeds feeds;

    @Override
    public Integer call() throws IOException {
        NetDef read = net.read();
        try (Workspace w = new Workspace("java", 0)) {
            Map<String, ArrayType> given =
                    w.inspect().inferShapesAndTypes(feeds.initNets(read), feeds.startTypes(read));
            NetInputs inputs = new NetInputs(w, read, given);
            Map<String, ArrayType> before = new LinkedHashMap<>(given);
            before.putAll(inputs.derived());
            new NetInputs(w, read, before).requireAll();
            print(read, before, w.inspect().inferShapesAndTypes(List.of(read), before));
        }
        return 0;
    }

    private void print(NetDef read, Map<String, ArrayType> before, Map<String, ArrayType> after) {
        Map<String, String> roles = new LinkedHashMap<>();
        for (int i = 0; i < read.getOpCount(); i++) {
            OperatorDef op = read.getOp(i);
            op.getInputList().forEach(blob -> roles.putIfAbsent(blob, "input"));
            for (String blob : op.getOutputList()) {
                roles.putIfAbsent(blob, "operator " + i + " (" + op.getType() + ")");
            }
        }
        List<String[]> rows = new ArrayList<>();
        roles.forEach(
                (blob, role) -> {
                    ArrayType type = after.getOrDefault(blob, before.get(blob));
                    String bytes = type == null ? "" : "%,d bytes".formatted(type.bytes());
                    rows.add(new String[] {blob, type == null ? "?" : "" + type, bytes, role});
                });
        Table.print(streams.out(), rows);
    }
}
