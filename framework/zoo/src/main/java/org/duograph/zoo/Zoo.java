package org.duograph.zoo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.duograph.backend.CacheFolder;
import org.duograph.graph.Suggestion;
import org.duograph.zoo.ZooModel.Source;

/**
 * The models that there are: those of a folder, and those that the jar holds. Where both have a
 * name, the folder's files are read.
 *
 * <p>Of some well-known models the jar has the card alone, with the checksums of the files that
 * their makers published: they run when the files lie in the folder.
 *
 * @param folder the user's models, a folder each; it need not exist
 */
public record Zoo(Path folder) {
    private static final String SHIPPED = "models/";

    /** The jar's models and those in {@code zoo} of the cache folder. */
    public static Zoo standard() {
        return new Zoo(CacheFolder.here().resolve("zoo"));
    }

    /**
     * A model of the list.
     *
     * @param card what one should know of it
     * @param isThere whether its nets are there, too
     */
    public record Entry(ModelCard card, boolean isThere) {}

    /** All models, in the order of their names. */
    public List<Entry> list() throws IOException {
        List<Entry> all = new ArrayList<>();
        for (String name : names()) {
            ModelCard card = card(name);
            Source files = files(name);
            boolean isThere = true;
            for (String file : List.of(ModelCard.INIT_NET, ModelCard.PREDICT_NET)) {
                try (InputStream in = files.open(file)) {
                    isThere &= in != null;
                }
            }
            all.add(new Entry(card, isThere));
        }
        return all;
    }

    private List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try (InputStream in = Zoo.class.getResourceAsStream(SHIPPED + "index.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(names::add);
        }
        if (Files.isDirectory(folder)) {
            try (Stream<Path> folders = Files.list(folder)) {
                folders.filter(f -> Files.isRegularFile(f.resolve(ModelCard.CARD)))
                        .map(f -> f.getFileName().toString())
                        .forEach(names::add);
            }
        }
        return names.stream().distinct().sorted().toList();
    }

    /**
     * The card of a model.
     *
     * @throws NoSuchElementException if there is none of that name; the message lists them
     */
    public ModelCard card(String name) throws IOException {
        if (!names().contains(name)) {
            throw new NoSuchElementException(
                    "There is no model \"%s\"%s (there are %s, and a folder with a %s in %s would be one)"
                            .formatted(
                                    name,
                                    Suggestion.among(name, names()),
                                    Suggestion.list(names()),
                                    ModelCard.CARD,
                                    folder));
        }
        try (InputStream in = files(name).open(ModelCard.CARD)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            ModelCard card = CardJson.read(text, "%s of \"%s\"".formatted(ModelCard.CARD, name));
            if (!card.name().equals(name)) {
                throw new IOException(
                        "The card in folder \"%s\" is that of \"%s\"; give the folder that name"
                                .formatted(name, card.name()));
            }
            return card;
        }
    }

    /**
     * A model with its nets.
     *
     * @throws NoSuchElementException if there is none of that name
     * @throws IOException if its files are not there or not those that the card means; the message
     *     says where they belong
     */
    public ZooModel model(String name) throws IOException {
        ModelCard card = card(name);
        return ZooModel.read(card, files(name), folder.resolve(name).toString());
    }

    /** The folder's files first, then the jar's. */
    private Source files(String name) {
        return file -> {
            Path own = folder.resolve(name).resolve(file);
            return Files.isRegularFile(own)
                    ? Files.newInputStream(own)
                    : Zoo.class.getResourceAsStream(SHIPPED + name + "/" + file);
        };
    }
}
