package org.duograph.cli.zoo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duograph.cli.Table;
import org.duograph.cli.options.JsonOption;
import org.duograph.cli.options.Streams;
import org.duograph.zoo.Zoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph zoo list}: all models, a line each. */
@Command(
        name = "list",
        description = "Lists the models: name, whether it is there, title and accuracy.",
        footerHeading = "%nExamples:%n",
        footer = {"  duograph zoo list", "  duograph zoo list --zoo my-models"})
final class ZooListCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private ZooOptions options;
    @Mixin private JsonOption json;

    @Override
    public Integer call() throws IOException {
        Zoo zoo = options.zoo();
        List<Map<String, Object>> models = new ArrayList<>();
        for (Zoo.Entry entry : zoo.list()) {
            models.add(ZooInfoCommand.asMap(entry.card(), entry.isThere()));
        }
        if (json.print(streams.out(), models)) {
            return 0;
        }
        List<String[]> rows = new ArrayList<>();
        boolean lacking = false;
        for (Zoo.Entry entry : zoo.list()) {
            String title = entry.card().title();
            String accuracy = entry.card().accuracy();
            rows.add(
                    new String[] {
                        entry.card().name(),
                        entry.isThere() ? "ready" : "card only",
                        accuracy.isEmpty() ? title : title + "; " + accuracy
                    });
            lacking |= !entry.isThere();
        }
        Table.print(streams.out(), rows);
        if (lacking) {
            streams.out()
                    .println(
                            "\"card only\" runs when its files lie in %s; duograph zoo info NAME says which."
                                    .formatted(zoo.folder().resolve("NAME")));
        }
        return 0;
    }
}
