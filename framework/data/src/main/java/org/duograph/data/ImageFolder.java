package org.duograph.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.duograph.backend.CacheFolder;

/**
 * One's own images as a data set: a folder for each class, named like it, with the class's images.
 *
 * <pre>
 * animals/cat/tom.jpg         or     animals/train/cat/tom.jpg
 * animals/cat/felix.png              animals/test/cat/felix.png
 * animals/dog/rex.jpg                animals/train/dog/rex.jpg
 * </pre>
 *
 * <p>Where there are no folders {@code train} and {@code test} (or {@code val}), about every fifth
 * image is for testing: which ones follows from their names alone, so an image stays where it is
 * when others come. All images get one size: the shorter side is fitted and the middle is cut out.
 *
 * <p>Images are decoded once, into a file in the cache folder, where batches are read from; what
 * can't be decoded is named before anything is trained.
 *
 * @param root the folder
 * @param shape what every image becomes, of one channel or three
 * @param cache the folder for what was decoded; need not exist
 * @param announce is told, in a whole sentence, when images are decoded, which may take a while
 */
public record ImageFolder(Path root, ImageShape shape, Path cache, Consumer<String> announce) {
    private static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png", ".gif", ".bmp");
    private static final List<String> TEST_FOLDERS = List.of("test", "val");
    private static final int ONE_FOR_TESTING = 5;
    private static final int MOST_CLASSES = 256;
    private static final int SHOWN = 20;

    /**
     * An image file and its class.
     *
     * @param file the file
     * @param label the number of its class
     */
    public record Entry(Path file, int label) {}

    /**
     * The files, divided.
     *
     * @param classNames the name of class {@code i} at place {@code i}
     * @param train the files to learn from
     * @param test the files to measure with
     */
    public record Division(List<String> classNames, List<Entry> train, List<Entry> test) {
        /** Copies the lists. */
        public Division {
            classNames = List.copyOf(classNames);
            train = List.copyOf(train);
            test = List.copyOf(test);
        }
    }

    /** Checks the number of channels. */
    public ImageFolder {
        if (shape.channels() != 1 && shape.channels() != 3) {
            throw new IllegalArgumentException(
                    "Images become grey (1 channel) or coloured (3), but %s was asked for"
                            .formatted(shape));
        }
    }

    /** With the user's cache folder, and telling nobody. */
    public static ImageFolder of(Path root, ImageShape shape) {
        return new ImageFolder(root, shape, CacheFolder.here(), text -> {});
    }

    /**
     * Reads the folder.
     *
     * @throws DataException if it has no classes, or a class has no images, or images can't be
     *     decoded; the message names all of them
     */
    public DataSet read() throws IOException {
        Division files = files();
        MessageDigest sha256 = Checksums.sha256();
        List<String> unreadable = new ArrayList<>();
        Images train = images(files.train(), sha256, unreadable);
        Images test = images(files.test(), sha256, unreadable);
        if (!unreadable.isEmpty()) {
            throw refused(unreadable);
        }
        String name = root.toAbsolutePath().normalize().getFileName().toString();
        return new DataSet(name, name, files.classNames(), train, test, Checksums.hex(sha256));
    }

    /**
     * The files, divided, of which none is opened.
     *
     * @throws DataException if there are no classes, or a class has no images
     */
    public Division files() throws IOException {
        Path trainRoot = Files.isDirectory(root.resolve("train")) ? root.resolve("train") : null;
        Path testRoot =
                TEST_FOLDERS.stream()
                        .map(root::resolve)
                        .filter(Files::isDirectory)
                        .findFirst()
                        .orElse(null);
        boolean split = trainRoot != null && testRoot != null;
        List<String> classes = classes(split ? trainRoot : root);
        List<Entry> train = new ArrayList<>();
        List<Entry> test = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            if (split) {
                train.addAll(entries(trainRoot, classes.get(label), label));
                test.addAll(entries(testRoot, classes.get(label), label));
            } else {
                divide(entries(root, classes.get(label), label), train, test);
            }
        }
        return new Division(classes, train, test);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(p -> !p.getFileName().toString().startsWith(".")).sorted().toList();
        }
    }

    private List<String> classes(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            for (Path inside : list(folder)) {
                if (Files.isDirectory(inside)) {
                    names.add(inside.getFileName().toString());
                }
            }
        }
        if (names.size() < 2 || names.size() > MOST_CLASSES) {
            LookAlike found = LookAlike.of(folder);
            throw DataException.of(
                    folder,
                    "a folder with a folder of images for each of 2 to "
                            + MOST_CLASSES
                            + " classes",
                    names.isEmpty() ? found.what() : names.size() + " of them",
                    "Put the images of class \"cat\" into a folder \"cat\" in it.");
        }
        return names;
    }

    private static List<Entry> entries(Path folder, String name, int label) throws IOException {
        Path home = folder.resolve(name);
        if (!Files.isDirectory(home)) {
            throw DataException.of(
                    home, "a folder of images", "nothing there", "Each class needs images there.");
        }
        List<Entry> entries = new ArrayList<>();
        for (Path file : list(home)) {
            String lower = file.getFileName().toString().toLowerCase(Locale.ROOT);
            if (ENDINGS.stream().anyMatch(lower::endsWith)) {
                entries.add(new Entry(file, label));
            }
        }
        if (entries.isEmpty()) {
            throw DataException.of(
                    home,
                    "images whose names end in " + String.join(", ", ENDINGS),
                    "none",
                    "Put some there, or remove the folder.");
        }
        return entries;
    }

    /** Every fifth by the hash of its name, but where a class has two, one for each. */
    private void divide(List<Entry> all, List<Entry> train, List<Entry> test) {
        List<Entry> forTest =
                new ArrayList<>(all.stream().filter(e -> hash(e) % ONE_FOR_TESTING == 0).toList());
        if (forTest.isEmpty() && all.size() > 1) {
            forTest.add(all.get(0));
        } else if (forTest.size() == all.size() && all.size() > 1) {
            forTest.remove(0);
        }
        all.forEach(e -> (forTest.contains(e) ? test : train).add(e));
    }

    private int hash(Entry entry) {
        MessageDigest digest = Checksums.sha256();
        String path = entry.file.getParent().getFileName() + "/" + entry.file.getFileName();
        byte[] bytes = digest.digest(path.getBytes(StandardCharsets.UTF_8));
        return (bytes[0] & 0xff) << 16 | (bytes[1] & 0xff) << 8 | bytes[2] & 0xff;
    }

    private Images images(List<Entry> entries, MessageDigest whole, List<String> unreadable)
            throws IOException {
        MessageDigest digest = Checksums.sha256();
        digest.update((shape + "\n").getBytes(StandardCharsets.UTF_8));
        byte[] labels = new byte[entries.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) entries.get(i).label();
            digest.update(labels[i]);
            digest.update(Checksums.sha256(entries.get(i).file()).getBytes(StandardCharsets.UTF_8));
        }
        byte[] key = digest.digest();
        whole.update(key);
        String name = HexFormat.of().formatHex(key, 0, 12);
        Path decoded = cache.resolve("images").resolve(name);
        Path records = decoded.resolve("records.bin");
        long length = (long) labels.length * (1 + shape.size());
        if (!Files.exists(records) || Files.size(records) != length) {
            decode(entries, decoded, unreadable);
        }
        return new Images(shape, () -> new RecordReader(List.of(records), labels.length), labels);
    }

    private void decode(List<Entry> entries, Path to, List<String> unreadable) throws IOException {
        announce.accept(
                "Decoding %,d images of %s to %s, once: what comes of it is kept in %s."
                        .formatted(entries.size(), root, shape, to));
        try (StagedFolder staged = StagedFolder.beside(to)) {
            Path records = staged.path().resolve("records.bin");
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(records), 1 << 18)) {
                for (int i = 0; i < entries.size(); i++) {
                    Entry entry = entries.get(i);
                    try {
                        Picture picture = fitted(Picture.read(entry.file()));
                        out.write(entry.label());
                        out.write(picture.pixels());
                    } catch (IOException e) {
                        unreadable.add(e.getMessage());
                    }
                }
            }
            if (unreadable.isEmpty()) {
                staged.commit(staged.path());
            }
        }
    }

    private Picture fitted(Picture picture) {
        Picture right = shape.channels() == 1 ? picture.grey() : picture.rgb();
        return right.covering(shape.height(), shape.width());
    }

    private DataException refused(List<String> unreadable) {
        int more = unreadable.size() - SHOWN;
        List<String> shown = unreadable.subList(0, Math.min(SHOWN, unreadable.size()));
        return DataException.of(
                root,
                "images that can be decoded",
                "%d that can't:%n  %s%n"
                        .formatted(
                                unreadable.size(),
                                String.join(System.lineSeparator() + "  ", shown)
                                        + (more > 0 ? " and " + more + " more" : "")),
                "Mend them or remove them.");
    }
}
