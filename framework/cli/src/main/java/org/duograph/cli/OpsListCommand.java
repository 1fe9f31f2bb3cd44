package org.duograph.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duograph.cli.options.JsonOption;
import org.duograph.cli.options.Streams;
import org.duograph.graph.OpDef;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.host.HostOperatorDef;
import org.duograph.workspace.host.HostOperators;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code duograph ops list}: all operators, a line each. */
@Command(
        name = "list",
        description = "Lists the operators: type and summary.",
        footerHeading = "%nExamples:%n",
        footer = {"  duograph ops list", "  duograph ops list --filter pool"})
final class OpsListCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private JsonOption json;

    @Option(
            names = "--filter",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only those that have TEXT in type or summary.")
    private String filter;

    @Override
    public Integer call() {
        List<String[]> rows = new ArrayList<>();
        for (OpDef op : OpCatalog.all()) {
            addIfWanted(rows, op.type(), op.summary());
        }
        for (HostOperatorDef op : HostOperators.all().values()) {
            addIfWanted(rows, op.type(), op.summary());
        }
        List<Map<String, String>> operators = rows.stream().map(OpsListCommand::asMap).toList();
        if (json.print(streams.out(), operators)) {
            return 0;
        }
        Table.print(streams.out(), rows);
        if (rows.isEmpty()) {
            streams.err().println("No operator has \"" + filter + "\" in its type or summary.");
            return 1;
        }
        return 0;
    }

    private static Map<String, String> asMap(String[] row) {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("type", row[0]);
        map.put("summary", row[1]);
        return map;
    }

    private void addIfWanted(List<String[]> rows, String type, String summary) {
        String text = (type + " " + summary).toLowerCase(Locale.ROOT);
        if (text.contains(filter.toLowerCase(Locale.ROOT))) {
            rows.add(new String[] {type, summary});
        }
    }
}
