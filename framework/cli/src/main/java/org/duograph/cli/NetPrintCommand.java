package org.duograph.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.StandardInput;
import org.duograph.cli.options.Streams;
import org.duograph.messages.MessageFiles;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code duograph net print}: a net for readers, or in its other form. */
@Command(
        name = "print",
        description = "Prints a net, one line per operator, or converts it to text or binary.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph net print predict_net.pb",
            "  duograph net print predict_net.pb --format text --out predict_net.pbtxt"
        })
final class NetPrintCommand implements Callable<Integer> {
    /** How to print. */
    enum Format {
        LINES,
        TEXT,
        BINARY
    }

    @Spec private picocli.CommandLine.Model.CommandSpec spec;
    @Mixin private Streams streams;
    @Mixin private NetArgument net;

    @Option(
            names = "--format",
            defaultValue = "lines",
            paramLabel = "FORMAT",
            description =
                    "lines: for reading (default); text: as protobuf text; binary: needs --out.")
    private Format format;

    @Option(names = "--out", paramLabel = "FILE", description = "Write to a file.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (format == Format.BINARY && out == null) {
            throw new ParameterException(
                    spec.commandLine(), "--format binary needs a file to write: --out FILE");
        }
        switch (format) {
            case LINES -> give(NetPrinter.print(net.read()));
            case TEXT -> give(MessageFiles.toText(net.readAsItIs()));
            case BINARY -> giveBinary(net.readAsItIs());
        }
        return 0;
    }

    private void giveBinary(NetDef binary) throws IOException {
        if (StandardInput.isMeant(out)) {
            streams.write(out, binary);
        } else {
            MessageFiles.writeBinary(out, binary);
        }
    }

    private void give(String text) throws IOException {
        if (out == null) {
            streams.out().print(text);
        } else {
            streams.write(out, text);
        }
    }
}
