package org.duograph.workspace.lower;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What became of one of the names that Caffe2's forward operators had in September 2018.
 *
 * <p>The names stand in a table beside this class. A test holds it against what nets may really
 * use, so what it says of an operator that is there is true, and so is that the others are not.
 *
 * @param name Caffe2's name
 * @param status whether nets may use it
 * @param here what it is called here: the same, another operator's name, or an empty string
 * @param tensorflow the nearest operator of TensorFlow 1.15, or an empty string
 * @param onnx the nearest of ONNX, or an empty string
 * @param reason of one that is absent, what it is or does, and what to use instead; a phrase that
 *     goes on behind the name
 */
public record Caffe2Name(
        String name, Status status, String here, String tensorflow, String onnx, String reason) {
    /** Whether nets may use a name. */
    public enum Status {
        /** There is an operator of the same name. */
        COVERED,
        /** Nets may use it; another operator does it. */
        MAPPED,
        /** There is none. */
        ABSENT
    }

    /** Set apart, because few programs ask for it. */
    private static final class Table {
        static final Map<String, Caffe2Name> ALL = read();

        private static Map<String, Caffe2Name> read() {
            Map<String, Caffe2Name> all = new LinkedHashMap<>();
            try (InputStream in = Caffe2Name.class.getResourceAsStream("caffe2-names.tsv")) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                text.lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(Caffe2Name::parse)
                        .forEach(name -> all.put(name.name, name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return Collections.unmodifiableMap(all);
        }
    }

    private static Caffe2Name parse(String line) {
        String[] words = line.split("\t", -1);
        Status status = Status.valueOf(words[1].toUpperCase(Locale.ROOT));
        String here = status == Status.COVERED ? words[0] : words[2];
        return new Caffe2Name(words[0], status, here, words[3], words[4], words[5]);
    }

    /** All names, by themselves, in families. */
    public static Map<String, Caffe2Name> all() {
        return Table.ALL;
    }

    /** Why Caffe2's operator of that name is absent, in a sentence; empty if it is not. */
    public static String whyAbsent(String name) {
        Caffe2Name known = all().get(name);
        return known == null || known.status != Status.ABSENT
                ? ""
                : "Caffe2's " + name + " " + known.reason + ".";
    }
}
