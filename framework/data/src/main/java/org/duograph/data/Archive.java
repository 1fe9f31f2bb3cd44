package org.duograph.data;

import java.net.URI;

/**
 * A published archive: where it is, how long it is, and the checksum that its content must have.
 *
 * @param address an http or https address
 * @param bytes its exact length
 * @param sha256 its SHA-256 in lower-case hex
 */
public record Archive(URI address, long bytes, String sha256) {
    /** An archive at the address {@code address}. */
    public static Archive of(String address, long bytes, String sha256) {
        return new Archive(URI.create(address), bytes, sha256);
    }

    /** The last part of the address, for example {@code cifar-10-binary.tar.gz}. */
    public String fileName() {
        String path = address.getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
