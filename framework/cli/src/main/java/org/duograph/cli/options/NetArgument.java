package org.duograph.cli.options;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.duograph.workspace.io.NetFiles;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The argument NET: a file with a net. */
public final class NetArgument {
    @Parameters(
            index = "0",
            paramLabel = "NET",
            description = "A file with a NetDef, binary or as text; - for the standard input.")
    private Path file;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    /** The net; one without a name gets that of its file, so that errors can name it. */
    public NetDef read() throws IOException {
        return named(file, readAsItIs());
    }

    /** The net as the file has it, with a name or without. */
    public NetDef readAsItIs() throws IOException {
        PrintWriter err = command.commandLine().getErr();
        return NetFiles.readNet(StandardInput.orFile(file), note -> err.println("Note: " + note));
    }

    /** Reads a net; one without a name gets that of its file, so that errors can name it. */
    public static NetDef read(Path file) throws IOException {
        return named(file, NetFiles.readNet(StandardInput.orFile(file)));
    }

    private static NetDef named(Path file, NetDef net) {
        if (!net.getName().isEmpty()) {
            return net;
        }
        if (StandardInput.isMeant(file)) {
            return net.toBuilder().setName("net").build();
        }
        String stem = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        return net.toBuilder().setName(stem).build();
    }
}
