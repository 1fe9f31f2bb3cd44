package org.duograph.testing;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where tests find data that is not part of the checkout. Where nobody said where it lies, the
 * calling test is skipped with a reason; where somebody did and it is not there, the test fails.
 */
public final class OutsideData {

    private OutsideData() {}

    /**
     * A file or folder in the reference folder, which {@code -Dduograph.shared=DIR} or the
     * environment variable {@code DUOGRAPH_SHARED} names.
     *
     * @param path below that folder, such as {@code golden/caffe2/ops}
     */
    public static Path shared(String path) {
        String folder = System.getProperty("duograph.shared", System.getenv("DUOGRAPH_SHARED"));
        return existing(
                folder, path, "the reference folder", "-Dduograph.shared=DIR or DUOGRAPH_SHARED");
    }

    /** The folder with the six files of CIFAR-10's binary version: {@code CIFAR10_DIR}. */
    public static Path cifar10() {
        return existing(System.getenv("CIFAR10_DIR"), "", "CIFAR-10", "CIFAR10_DIR");
    }

    /**
     * A file or folder of ONNX's own test data: where {@code ONNX_TESTDATA_DIR} says, or else where
     * Debian's package {@code libonnx-testdata} puts it.
     *
     * @param path below that folder, such as {@code data/node}
     */
    public static Path onnx(String path) {
        String folder = System.getenv("ONNX_TESTDATA_DIR");
        Path packaged = Path.of("/usr/share/libonnx-testdata");
        if (folder == null && Files.isDirectory(packaged)) {
            folder = packaged.toString();
        }
        return existing(folder, path, "ONNX's test data", "ONNX_TESTDATA_DIR");
    }

    static Path existing(String folder, String path, String what, String setting) {
        if (folder == null || folder.isBlank()) {
            return abort("needs " + what + ": set " + setting);
        }
        Path found = Path.of(folder).resolve(path);
        if (Files.notExists(found)) {
            throw new IllegalStateException(
                    found + " does not exist; " + setting + " should name " + what);
        }
        return found;
    }
}
