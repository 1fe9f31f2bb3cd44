package org.duograph.zoo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duograph.messages.FileFormatException;
import org.duograph.zoo.Preprocessing.Order;

/** {@code card.json}: a card as text, and back. */
final class CardJson {
    private final Map<?, ?> members;

    private CardJson(Map<?, ?> members) {
        this.members = members;
    }

    /** The text of a card. */
    static String write(ModelCard card) throws IOException {
        Preprocessing in = card.input();
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("blob", in.blob());
        input.put("order", in.order().name());
        input.put("height", in.height());
        input.put("width", in.width());
        input.put("mean", in.mean());
        input.put("scale", in.scale());
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", card.name());
        all.put("title", card.title());
        all.put("input", input);
        all.put("output", card.output());
        all.put("classes", card.classes());
        all.put("accuracy", card.accuracy());
        all.put("licence", card.licence());
        all.put("made", card.made());
        all.put("files", new TreeMap<>(card.files()));
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n";
    }

    /**
     * The card of a text.
     *
     * @param place what errors call it
     * @throws FileFormatException if it is no card; the message says what is wrong where
     */
    static ModelCard read(String text, String place) throws IOException {
        try {
            if (JSON.std.anyFrom(text) instanceof Map<?, ?> members) {
                return new CardJson(members).card();
            }
            throw new IllegalArgumentException("it is no JSON object");
        } catch (JsonProcessingException e) {
            throw new FileFormatException(
                    "%s is no card: it is no JSON, or it is cut".formatted(place));
        } catch (IllegalArgumentException e) {
            throw new FileFormatException("%s is no card: %s".formatted(place, e.getMessage()));
        }
    }

    private ModelCard card() {
        CardJson input = new CardJson(member("input", Map.class, "an object"));
        Map<String, String> files = new LinkedHashMap<>();
        CardJson sums = new CardJson(member("files", Map.class, "an object"));
        for (Object file : sums.members.keySet()) {
            files.put("" + file, sums.text("" + file));
        }
        return new ModelCard(
                text("name"),
                text("title"),
                new Preprocessing(
                        input.text("blob"),
                        input.order(),
                        input.member("height", Integer.class, "a whole number"),
                        input.member("width", Integer.class, "a whole number"),
                        input.list("mean", Number.class, "numbers").stream()
                                .map(Number::doubleValue)
                                .toList(),
                        input.member("scale", Number.class, "a number").doubleValue()),
                text("output"),
                list("classes", String.class, "texts"),
                text("accuracy"),
                text("licence"),
                text("made"),
                files);
    }

    private Order order() {
        String name = text("order");
        for (Order order : Order.values()) {
            if (order.name().equals(name)) {
                return order;
            }
        }
        throw new IllegalArgumentException(
                "\"order\" must be one of %s, found \"%s\""
                        .formatted(List.of(Order.values()), name));
    }

    private String text(String name) {
        return member(name, String.class, "a text");
    }

    private <T> List<T> list(String name, Class<T> of, String kind) {
        List<T> all = new ArrayList<>();
        for (Object element : member(name, List.class, "a list of " + kind)) {
            all.add(checked(name, element, of, "a list of " + kind));
        }
        return all;
    }

    private <T> T member(String name, Class<T> type, String kind) {
        return checked(name, members.get(name), type, kind);
    }

    private static <T> T checked(String name, Object found, Class<T> type, String kind) {
        if (!type.isInstance(found)) {
            throw new IllegalArgumentException(
                    "\"%s\" must be %s, found %s".formatted(name, kind, found));
        }
        return type.cast(found);
    }
}
