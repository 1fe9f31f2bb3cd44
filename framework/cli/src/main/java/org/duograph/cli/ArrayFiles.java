package org.duograph.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.duograph.messages.AtomicFile;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Npy;

/**
 * A folder of {@code .npy} files, one per blob. A name that can't be a file's name is changed: what
 * is neither letter nor digit nor one of {@code . _ -} becomes an underscore.
 */
public final class ArrayFiles {
    private final Path folder;
    private final Set<String> taken = new LinkedHashSet<>();

    /** Makes the folder if it is not there. */
    public ArrayFiles(Path folder) throws IOException {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(folder + " is a file; --out must name a folder", e);
        }
    }

    /** Writes an array and returns its file; what stood there before is replaced as a whole. */
    public Path write(String blob, NDArray array) throws IOException {
        Path file = folder.resolve(fileName(blob));
        try (AtomicFile to = AtomicFile.open(file)) {
            Npy.write(to.out(), array);
            to.commit();
        }
        return file;
    }

    private String fileName(String blob) {
        String safe = blob.replaceAll("[^\\p{L}\\p{N}._-]", "_");
        safe = safe.startsWith(".") ? "_" + safe.substring(1) : safe;
        safe = safe.length() > 200 ? safe.substring(0, 200) : safe;
        String name = safe;
        for (int i = 1; !taken.add(name.toLowerCase(Locale.ROOT)); i++) {
            name = safe + "_" + i; // some file systems hold a and A for the same name
        }
        return name + ".npy";
    }
}
