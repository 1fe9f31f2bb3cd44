package org.duograph.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duograph.backend.BackendProvider;
import org.duograph.backend.Backends;
import org.duograph.backend.contract.PretendedGpus;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;

/** Reading golden data, and comparing with it. */
final class Golden {
    private Golden() {}

    /** The backends that can be used here, or the one that is asked for. */
    static List<String> backends() {
        String asked = System.getProperty("duograph.golden.backend", "");
        return Backends.providers().stream()
                .filter(p -> asked.isEmpty() || asked.equals(p.name()))
                .filter(p -> p.whyUnavailable().isEmpty() && !(p instanceof PretendedGpus))
                .map(BackendProvider::name)
                .toList();
    }

    /** The folders in a folder, by name. */
    static List<Path> folders(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The arrays in a folder whose file name starts with {@code prefix}, by the rest of the name.
     */
    static Map<String, NDArray> arrays(Path folder, String prefix) {
        Map<String, NDArray> arrays = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(prefix) && name.endsWith(".npy")) {
                    arrays.put(name.substring(prefix.length(), name.length() - 4), Npy.read(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return arrays;
    }

    /** Fails unless all numbers agree to {@code tolerance}, relative to the largest of them. */
    static void assertClose(String what, NDArray actual, NDArray expected, double tolerance) {
        assertThat(actual.shape()).as("shape of %s", what).isEqualTo(expected.shape());
        double scale = 1e-3;
        for (int i = 0; i < expected.size(); i++) {
            scale = Math.max(scale, Math.abs(expected.get(i)));
        }
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Math.abs(actual.get(i) - expected.get(i)))
                    .as("%s[%d] is %s, expected %s", what, i, actual.get(i), expected.get(i))
                    .isLessThanOrEqualTo(tolerance * scale);
        }
    }
}
