package org.duograph.cli.zoo;

import java.nio.file.Path;
import org.duograph.zoo.Zoo;
import picocli.CommandLine.Option;

/** Where models are looked for besides those that are part of this program. */
public final class ZooOptions {
    @Option(
            names = "--zoo",
            paramLabel = "DIR",
            description = "The folder of models (default: zoo in the cache folder).")
    private Path folder;

    /** The zoo. */
    Zoo zoo() {
        return folder == null ? Zoo.standard() : new Zoo(folder);
    }
}
