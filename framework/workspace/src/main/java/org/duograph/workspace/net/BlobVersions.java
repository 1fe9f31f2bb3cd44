package org.duograph.workspace.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Which writing of a blob each operator of a net reads and writes.
 *
 * <p>A blob that exists before the net is version 0 of its name, as is the first writing of a name
 * that did not; each further writing is the next version.
 */
final class BlobVersions {
    /**
     * One writing of a blob.
     *
     * @param name the blob's name
     * @param version how many writings came before
     */
    record Version(String name, int version) {
        // as a record has them by itself: see ArrayType

        @Override
        public boolean equals(Object other) {
            return other instanceof Version v && v.version == version && v.name.equals(name);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + version;
        }
    }

    private final List<OperatorDef> ops;
    private final List<Map<String, Version>> in = new ArrayList<>();
    private final List<Map<String, Version>> out = new ArrayList<>();
    private final Map<String, Version> last = new LinkedHashMap<>();
    private final Map<Version, Integer> writers = new LinkedHashMap<>();
    private final Map<Version, List<Integer>> readers = new LinkedHashMap<>();

    BlobVersions(List<OperatorDef> ops) {
        this.ops = ops;
        for (int i = 0; i < ops.size(); i++) {
            in.add(new LinkedHashMap<>());
            out.add(new LinkedHashMap<>());
            for (String name : ops.get(i).getInputList()) {
                Version read = last(name);
                in.get(i).put(name, read);
                readers(read).add(i);
            }
            for (String name : ops.get(i).getOutputList()) {
                Version before = last.get(name);
                Version written = new Version(name, before == null ? 0 : before.version() + 1);
                last.put(name, written);
                out.get(i).put(name, written);
                writers.put(written, i);
            }
        }
    }

    /** The version of an input or output that operator {@code i} reads; null if it is none. */
    Version read(int i, String name) {
        return in.get(i).get(name);
    }

    /** The version of an output that operator {@code i} writes; null if it is none. */
    Version written(int i, String name) {
        return out.get(i).get(name);
    }

    /** The version that stands in the blob when the net has run. */
    Version last(String name) {
        return last.computeIfAbsent(name, n -> new Version(n, 0));
    }

    /** The operator that writes a version, or -1 if it exists before the net. */
    int writer(Version version) {
        return writers.getOrDefault(version, -1);
    }

    /** The operators that read a version; one that reads it twice stands there twice. */
    List<Integer> readers(Version version) {
        return readers.computeIfAbsent(version, v -> new ArrayList<>());
    }

    /** Explains that {@code needed} does not stand in its blob any more. */
    IllegalArgumentException overwritten(Version needed) {
        int by = writer(new Version(needed.name(), needed.version() + 1));
        return new IllegalArgumentException(
                ("blob \"%s\" was overwritten by operator %d (%s) before its gradient needed it;"
                                + " let operator %d write another blob")
                        .formatted(needed.name(), by, ops.get(by).getType(), by));
    }
}
