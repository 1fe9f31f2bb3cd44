package org.duograph.survey.results;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.FieldChange;
import org.duograph.survey.study.Study;

/**
 * A field with one meaning. Versions of a study that ask a field of one name otherwise give several
 * of these, which are never counted together.
 *
 * @param column its name in results and exports. The first meaning has the field's own, later ones
 *     also the version that began with it, such as {@code role.V3}: names of fields have no
 *     capitals, and a column keeps its meaning when more versions are published.
 * @param field as the newest of its versions words it
 * @param versions which ask it so, the oldest first
 * @param otherwise whether other versions ask a field of this name otherwise
 */
public record AskedField(String column, Field field, List<Integer> versions, boolean otherwise) {

    public AskedField {
        versions = List.copyOf(versions);
    }

    /**
     * The fields of all versions: those of the latest in its order, each followed by what earlier
     * versions meant by it, then what only older ones asked.
     *
     * @param rewordings whether a question that is only worded otherwise counts as the same
     */
    static List<AskedField> all(List<Study> versions, boolean rewordings) {
        Map<String, List<AskedField>> byName = new LinkedHashMap<>();
        for (int i = versions.size() - 1; i >= 0; i--) {
            versions.get(i).columns().forEach(f -> byName.putIfAbsent(f.name(), new ArrayList<>()));
        }
        for (Study study : versions) {
            for (Field field : study.columns()) {
                add(byName.get(field.name()), field, study.version(), rewordings);
            }
        }
        List<AskedField> all = new ArrayList<>();
        byName.values().forEach(meanings -> all.addAll(newestFirst(meanings)));
        return List.copyOf(all);
    }

    private static void add(
            List<AskedField> meanings, Field field, int version, boolean rewordings) {
        for (int i = 0; i < meanings.size(); i++) {
            AskedField known = meanings.get(i);
            boolean same =
                    FieldChange.of(0, known.field, field)
                            .map(change -> rewordings && change.rewordedOnly())
                            .orElse(true);
            if (same) {
                List<Integer> versions = new ArrayList<>(known.versions);
                versions.add(version);
                meanings.set(i, new AskedField(known.column, field, versions, false));
                return;
            }
        }
        String column = field.name() + (meanings.isEmpty() ? "" : ".V" + version);
        meanings.add(new AskedField(column, field, List.of(version), false));
    }

    private static List<AskedField> newestFirst(List<AskedField> meanings) {
        boolean several = meanings.size() > 1;
        return meanings.stream()
                .sorted((a, b) -> Integer.compare(b.newest(), a.newest()))
                .map(m -> new AskedField(m.column, m.field, m.versions, several))
                .toList();
    }

    private int newest() {
        return versions.get(versions.size() - 1);
    }

    /** What it asks, and of which versions, where others ask it otherwise. */
    public String label(String language) {
        return field.asks().in(language) + (otherwise ? " (" + inVersions() + ")" : "");
    }

    /** Which versions ask it so: "version 2", "versions 1, 3". */
    public String inVersions() {
        return (versions.size() == 1 ? "version " : "versions ")
                + versions.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
