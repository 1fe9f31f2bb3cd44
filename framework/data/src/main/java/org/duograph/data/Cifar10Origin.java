package org.duograph.data;

import java.security.MessageDigest;
import java.util.List;

/**
 * Tells by checksum which CIFAR-10 a folder holds, so that no report can name the wrong one.
 *
 * <p>The folder is official if each of its six files has the SHA-1 that Apache MXNet's {@code
 * gluon.data.vision.CIFAR10} lists for the files of the official archive. A copy whose images went
 * through JPEG is known by its SHA-256. Anything else is only said to differ.
 */
final class Cifar10Origin {
    static final String OFFICIAL = "CIFAR-10 (official)";
    static final String JPEG_COPY = "CIFAR-10, JPEG copy";
    static final String OTHER = "CIFAR-10 (files differ from the official archive)";

    private static final List<String> OFFICIAL_SHA1 =
            List.of(
                    "aadd24acce27caa71bf4b10992e9e7b2d74c2540",
                    "c0ba65cce70568cd57b4e03e9ac8d2a5367c1795",
                    "1dd00a74ab1d17a6e7d73e185b69dbf31242f295",
                    "aab85764eb3584312d3c7f65fd2fd016e36a258e",
                    "26e2849e66a845b7f1e4614ae70f4889ae604628",
                    "67eb016db431130d61cd03c7ad570b013799c88c");

    private static final String JPEG_COPY_SHA256 =
            "21e3e996f629e23040ef2698b9988e258bc5101e7c60817d2861c8b41ce3ea6e";

    private final MessageDigest all = Checksums.sha256();
    private final MessageDigest file = Checksums.sha1();
    private boolean official = true;
    private String sha256;

    /** Takes the next bytes of the current file. */
    void update(byte[] bytes) {
        all.update(bytes);
        if (official) { // one file that differs settles it
            file.update(bytes);
        }
    }

    /** Ends file {@code index} of the six. */
    void endOfFile(int index) {
        official = official && Checksums.hex(file).equals(OFFICIAL_SHA1.get(index));
    }

    /** SHA-256 of all six files in order; call it when the last has ended. */
    String sha256() {
        if (sha256 == null) {
            sha256 = Checksums.hex(all);
        }
        return sha256;
    }

    /** What the files are, as a report should say it. */
    String describe() {
        if (official) {
            return OFFICIAL;
        }
        return sha256().equals(JPEG_COPY_SHA256) ? JPEG_COPY : OTHER;
    }
}
