package org.duograph.survey;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.duograph.survey.store.Backup;
import org.duograph.survey.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code backup}: copies everything a server keeps into one file. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description =
                "Writes everything that the server keeps to a zip file, which holds answers and"
                        + " keys: keep it safe. The server may be running.")
final class BackupCommand implements Callable<Integer> {
    @Mixin private DataFolder data;

    @Parameters(paramLabel = "FILE", description = "The zip file to write.")
    private Path file;

    @Override
    public Integer call() {
        try {
            Backup.take(data.path, file);
            System.out.println("Wrote " + file);
            return 0;
        } catch (StoreException.Unusable e) {
            System.err.println("backup: " + e.getMessage());
            return 1;
        }
    }
}
