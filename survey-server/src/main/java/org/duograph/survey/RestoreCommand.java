package org.duograph.survey;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.duograph.survey.store.Backup;
import org.duograph.survey.store.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code restore}: makes a server's folder of a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = "Unpacks a backup into a new or empty folder, and checks every line of it.")
final class RestoreCommand implements Callable<Integer> {
    @Mixin private DataFolder data;

    @Parameters(paramLabel = "FILE", description = "The zip file that backup wrote.")
    private Path file;

    @Override
    public Integer call() {
        try {
            int status = VerifyCommand.print(Backup.restore(file, data.path));
            System.out.println("Start the server with --data " + data.path);
            return status;
        } catch (StoreException.Unusable e) {
            System.err.println("restore: " + e.getMessage());
            return 1;
        }
    }
}
