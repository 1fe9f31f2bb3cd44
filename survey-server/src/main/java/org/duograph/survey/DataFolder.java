package org.duograph.survey;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of commands that need a server's folder. */
final class DataFolder {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = "survey-data",
            description = "Folder of the server (${DEFAULT-VALUE}).")
    Path path;
}
