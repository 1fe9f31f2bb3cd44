package org.duograph.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.duograph.cli.options.Feeds;
import org.duograph.cli.options.JsonOption;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.NetInputs;
import org.duograph.cli.options.Streams;
import org.duograph.ops.Cost;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph net summary}: the layers of a net, with shapes, parameters and arithmetic. */
@Command(
        name = "summary",
        description = {
            "Lists the layers of a net: what each gives, how many numbers it learns, how much it"
                    + " computes. Nothing runs.",
            "A parameter is a blob of floating-point numbers that operators read beside their"
                    + " first input and that no operator writes. FLOP are the products and sums for"
                    + " the batch that is fed; of operators that don't count theirs, one for each"
                    + " number of their largest operand."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph net summary net.pbtxt --feed data=float32:1x3x32x32",
            "  duograph net summary predict.pb --init init.pb --feed data=float32:1x3x227x227 --json"
        })
final class NetSummaryCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private NetArgument net;
    @Mixin private Feeds feeds;
    @Mixin private JsonOption json;

    /** One operator: what it gives first, the numbers that nobody before it reads, its work. */
    private record Layer(String name, String operator, ArrayType output, long numbers, long flops) {
        Map<String, Object> asMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", name);
            map.put("operator", operator);
            map.put("type", output == null ? null : output.dtype().lowerName());
            List<Integer> shape = new ArrayList<>();
            if (output != null) {
                output.shape().forEach(shape::add);
            }
            map.put("shape", output == null ? null : shape);
            map.put("parameters", numbers);
            map.put("flops", flops);
            return map;
        }

        String[] row() {
            String shape = output == null ? "?" : output.shape().toString();
            return new String[] {
                name, operator, shape, "%,d".formatted(numbers), "%,d".formatted(flops)
            };
        }
    }

    @Override
    public Integer call() throws IOException {
        NetDef read = net.read();
        List<Layer> layers;
        try (Workspace w = new Workspace("java", 0)) {
            Map<String, ArrayType> given =
                    w.inspect().inferShapesAndTypes(feeds.initNets(read), feeds.startTypes(read));
            NetInputs inputs = new NetInputs(w, read, given);
            Map<String, ArrayType> before = new LinkedHashMap<>(given);
            before.putAll(inputs.derived());
            new NetInputs(w, read, before).requireAll();
            layers = layers(w, read, before);
        }
        long numbers = layers.stream().mapToLong(Layer::numbers).sum();
        long flops = layers.stream().mapToLong(Layer::flops).sum();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("net", read.getName());
        all.put("layers", layers.stream().map(Layer::asMap).toList());
        all.put("parameters", numbers);
        all.put("flops", flops);
        if (!json.print(streams.out(), all)) {
            List<String[]> rows = new ArrayList<>();
            rows.add(new String[] {"layer", "operator", "output", "parameters", "FLOP"});
            layers.forEach(layer -> rows.add(layer.row()));
            String sum = "%s: %,d operators".formatted(read.getName(), layers.size());
            rows.add(new String[] {sum, "", "", "%,d".formatted(numbers), "%,d".formatted(flops)});
            Table.print(streams.out(), rows);
        }
        return 0;
    }

    private static List<Layer> layers(Workspace w, NetDef net, Map<String, ArrayType> before) {
        Map<String, ArrayType> types = new LinkedHashMap<>(before);
        types.putAll(w.inspect().inferShapesAndTypes(List.of(net), before));
        List<Cost> costs = w.inspect().operatorCosts(net, before);
        Set<String> written = new HashSet<>();
        net.getOpList().forEach(op -> written.addAll(op.getOutputList()));
        Set<String> counted = new HashSet<>();
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < net.getOpCount(); i++) {
            OperatorDef op = net.getOp(i);
            long numbers = 0;
            for (int k = 1; k < op.getInputCount(); k++) {
                ArrayType type = types.get(op.getInput(k));
                boolean learnt =
                        type != null
                                && type.dtype().isFloating()
                                && !written.contains(op.getInput(k));
                numbers += learnt && counted.add(op.getInput(k)) ? type.shape().size() : 0;
            }
            String name = op.getOutputCount() == 0 ? op.getName() : op.getOutput(0);
            layers.add(
                    new Layer(name, op.getType(), types.get(name), numbers, costs.get(i).flops()));
        }
        return layers;
    }
}
