package org.duograph.cli.zoo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.duograph.cli.Table;
import org.duograph.cli.options.JsonOption;
import org.duograph.cli.options.Streams;
import org.duograph.zoo.ModelCard;
import org.duograph.zoo.TextInput;
import org.duograph.zoo.Zoo;
import org.duograph.zoo.ZooModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code duograph zoo info}: the card of a model. */
@Command(
        name = "info",
        description =
                "Shows the card of a model: input, output, accuracy, licence, how it was made.",
        footerHeading = "%nExamples:%n",
        footer = {"  duograph zoo info lenet-fashion"})
final class ZooInfoCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private ZooOptions options;
    @Mixin private JsonOption json;

    @Parameters(index = "0", paramLabel = "NAME", description = "The model; zoo list names them.")
    private String name;

    @Override
    public Integer call() throws IOException {
        Zoo zoo = options.zoo();
        ModelCard card = zoo.card(name);
        boolean isThere =
                zoo.list().stream().anyMatch(e -> e.card().name().equals(name) && e.isThere());
        if (json.isWanted()) {
            Map<String, Object> map = asMap(card, isThere);
            if (isThere) {
                map.put("parameters", zoo.model(name).parameters());
            }
            json.print(streams.out(), map);
            return 0;
        }
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"model", card.title()});
        rows.add(new String[] {"input", card.input().blob() + ": " + card.input()});
        rows.add(new String[] {"output", card.output() + ": " + outputs(card)});
        rows.add(new String[] {"accuracy", orUnknown(card.accuracy())});
        rows.add(new String[] {"licence", orUnknown(card.licence())});
        rows.add(new String[] {"made", orUnknown(card.made())});
        if (isThere) {
            ZooModel model = zoo.model(name);
            rows.add(new String[] {"numbers", "%,d".formatted(model.parameters())});
        }
        new TreeMap<>(card.files())
                .forEach((file, sum) -> rows.add(new String[] {file, "SHA-256 " + sum}));
        Table.print(streams.out(), rows);
        if (!isThere) {
            streams.out()
                    .println(
                            "Its files are not there. Put %s and %s into %s"
                                    .formatted(
                                            ModelCard.INIT_NET,
                                            ModelCard.PREDICT_NET,
                                            zoo.folder().resolve(name)));
        }
        return 0;
    }

    /** What a card says, for programs. */
    static Map<String, Object> asMap(ModelCard card, boolean isThere) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", card.name());
        map.put("title", card.title());
        map.put("ready", isThere);
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("blob", card.input().blob());
        input.put("what", card.input().toString());
        map.put("input", input);
        map.put("output", card.output());
        map.put("classes", card.classes());
        map.put("accuracy", card.accuracy());
        map.put("licence", card.licence());
        map.put("made", card.made());
        map.put("files", new TreeMap<>(card.files()));
        return map;
    }

    private static String outputs(ModelCard card) {
        if (card.input() instanceof TextInput) {
            return "scores of the character that comes next";
        }
        return card.classes().isEmpty()
                ? "classes without names"
                : "%d classes: %s"
                        .formatted(card.classes().size(), String.join(", ", card.classes()));
    }

    private static String orUnknown(String text) {
        return text.isEmpty() ? "not told" : text;
    }
}
