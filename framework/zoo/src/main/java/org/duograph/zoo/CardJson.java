package org.duograph.zoo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duograph.data.Characters;
import org.duograph.messages.FileFormatException;
import org.duograph.zoo.Preprocessing.Order;

/** {@code card.json}: a card as text, and back. */
final class CardJson {
    private static final String CHARACTERS = "characters"; // only models of text have them

    private final Map<?, ?> members;

    private CardJson(Map<?, ?> members) {
        this.members = members;
    }

    /** The text of a card. */
    static String write(ModelCard card) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("name", card.name());
        all.put("title", card.title());
        all.put("input", input(card.input()));
        all.put("output", card.output());
        all.put("classes", card.classes());
        all.put("accuracy", card.accuracy());
        all.put("licence", card.licence());
        all.put("made", card.made());
        all.put("files", new TreeMap<>(card.files()));
        return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n";
    }

    private static Map<String, Object> input(Input input) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("blob", input.blob());
        if (input instanceof TextInput text) {
            members.put(CHARACTERS, text.characters().all());
            members.put("states", text.states());
            members.put("width", text.width());
        } else if (input instanceof Preprocessing pictures) {
            members.put("order", pictures.order().name());
            members.put("height", pictures.height());
            members.put("width", pictures.width());
            members.put("mean", pictures.mean());
            members.put("scale", pictures.scale());
        }
        return members;
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
        return new ModelCard(
                text("name"),
                text("title"),
                input.members.containsKey(CHARACTERS) ? input.textInput() : input.preprocessing(),
                text("output"),
                list("classes", String.class, "texts"),
                text("accuracy"),
                text("licence"),
                text("made"),
                texts("files"));
    }

    private Preprocessing preprocessing() {
        return new Preprocessing(
                text("blob"),
                order(),
                number("height"),
                number("width"),
                list("mean", Number.class, "numbers").stream().map(Number::doubleValue).toList(),
                member("scale", Number.class, "a number").doubleValue());
    }

    private TextInput textInput() {
        Characters characters = new Characters(text(CHARACTERS));
        return new TextInput(text("blob"), characters, texts("states"), number("width"));
    }

    private Map<String, String> texts(String name) {
        CardJson inner = new CardJson(member(name, Map.class, "an object"));
        Map<String, String> texts = new LinkedHashMap<>();
        inner.members.keySet().forEach(key -> texts.put("" + key, inner.text("" + key)));
        return texts;
    }

    private int number(String name) {
        return member(name, Integer.class, "a whole number");
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
